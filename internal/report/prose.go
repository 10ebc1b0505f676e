package report

type mention struct {
	Part string `toml:"part"`
	Word string `toml:"word"`
	Cell string `toml:"cell"`
}

type claim struct{}

type words struct{}

func (f *Form) compileWords(formFile) (words, error) { return words{}, nil }
