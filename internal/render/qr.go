package render

func qrCode(address string) HTML { return "" }
