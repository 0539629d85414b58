"""Any layer or file of rows as engine input: features to columns, coordinates to metres, expressions."""
