package diag

// longestCompared is the length, in characters, from which two words are not
// compared: nobody mistypes a name as long as that, and a hostile one must
// cost nothing.
const longestCompared = 200

// Distance is how far a mistyped word is from a known one: the characters to
// add, drop, change or swap with their neighbour (optimal string alignment).
// Words too long to compare are as far apart as they are long. How far is near
// enough to suggest is for the caller to say.
func Distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > longestCompared || len(y) > longestCompared {
		if a == b {
			return 0
		}
		return max(len(x), len(y))
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
