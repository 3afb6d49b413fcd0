/// Who waits for the answer.
enum StopSource {
    case none
    case connection(Int, generation: UInt32)
    case letter(Int)
    case sentinel(Int)
}
