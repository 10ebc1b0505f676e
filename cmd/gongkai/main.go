// Command gongkai publishes government-openness sites (政府信息公开平台).
package main

func main() {}
