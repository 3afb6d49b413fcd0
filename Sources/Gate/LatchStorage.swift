/// The bytes under a latch. The file of production and the failing doubles of the tests differ only here. None of it
/// may allocate once it is made.
package protocol LatchStorage: AnyObject, Sendable {
    /// Fills the buffer from the beginning; false when that many bytes cannot be had.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Bool
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(LatchError)
    /// Returns when what was written survives a power cut, as far as this storage can.
    func flush() throws(LatchError)
}
