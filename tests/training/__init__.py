"""TRAINING: how are the weights made that the package ships?"""
