internal import CZlib

/// Decompresses a stream of bytes in the format of RFC 1950, in pieces of bounded size.
@safe package struct Inflater: ~Copyable {
    private static let chunkBytes = 64 << 10

    private let stream: UnsafeMutablePointer<z_stream>
    private let chunk: UnsafeMutableBufferPointer<UInt8>
    private var isAtEnd = false

    package init() throws(ZlibError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: unsafe z_stream())
        unsafe chunk = .allocate(capacity: Self.chunkBytes)
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        guard unsafe inflateInit_(stream, ZLIB_VERSION, size) == Z_OK else { throw .outOfMemory }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
        unsafe chunk.deallocate()
    }

    /// Gives what the bytes decompress to, piece by piece, so that a small file cannot fill the memory. False when
    /// `body` has had enough.
    package mutating func add(_ bytes: [UInt8], _ body: ([UInt8]) -> Bool) throws(ZlibError) -> Bool {
        if bytes.isEmpty { return true }
        if isAtEnd { throw .trailingBytes }
        var input = bytes
        var failure: ZlibError?
        var goesOn = true
        unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe stream.pointee.next_in = input.baseAddress
            unsafe stream.pointee.avail_in = UInt32(input.count)
            var isFull = true
            while goesOn, !isAtEnd, unsafe stream.pointee.avail_in > 0 || isFull {
                unsafe stream.pointee.next_out = chunk.baseAddress
                unsafe stream.pointee.avail_out = UInt32(chunk.count)
                let status = unsafe inflate(stream, Z_NO_FLUSH)
                // Only says that there was nothing to do.
                if status == Z_BUF_ERROR { break }
                guard status == Z_OK || status == Z_STREAM_END else {
                    failure = status == Z_MEM_ERROR ? .outOfMemory : .damaged
                    return
                }
                isAtEnd = status == Z_STREAM_END
                let made = unsafe chunk.count - Int(stream.pointee.avail_out)
                isFull = made == Self.chunkBytes
                if made > 0 { goesOn = body(unsafe [UInt8](UnsafeBufferPointer(rebasing: chunk[..<made]))) }
            }
            if goesOn, isAtEnd, unsafe stream.pointee.avail_in > 0 { failure = .trailingBytes }
        }
        if let failure { throw failure }
        return goesOn
    }

    /// After the last bytes.
    package func finish() throws(ZlibError) {
        if !isAtEnd { throw .cutOff }
    }
}
