internal import CLMDB
internal import Glibc

extension Environment {
    /// The pages of the data file, as of the newest commit.
    package struct Extent: Sendable, Hashable {
        package let pageBytes: Int
        /// One past the last page in use.
        package let pageCount: Int
        package let fileBytes: Int
        /// Pages that hold entries of the unnamed database; the other pages in use wait to be used again.
        package let dataPageCount: Int
        /// Address space; the file cannot grow beyond it.
        package let mapBytes: Int

        /// Bytes of the file that no commit has used yet.
        package var tailBytes: Int { max(0, fileBytes - pageCount * pageBytes) }
    }

    /// SEEK_HOLE of <unistd.h>, which the headers show only with _GNU_SOURCE.
    private static let seekHole: Int32 = 4
    /// One write of the zero-filler.
    private static let fillChunkBytes = 1 << 16

    package func extent() throws(LMDBError) -> Extent {
        var information = unsafe MDB_envinfo()
        unsafe try LMDBError.check(mdb_env_info(handle, &information), during: .inspect)
        var statistics = MDB_stat()
        unsafe try LMDBError.check(mdb_env_stat(handle, &statistics), during: .inspect)
        var status = stat()
        guard unsafe fstat(try dataDescriptor(), &status) == 0 else {
            throw LMDBError(status: errno, operation: .inspect)
        }
        return unsafe Extent(
            pageBytes: Int(statistics.ms_psize), pageCount: information.me_last_pgno + 1,
            fileBytes: Int(status.st_size),
            dataPageCount: statistics.ms_branch_pages + statistics.ms_leaf_pages
                + statistics.ms_overflow_pages, mapBytes: information.me_mapsize)
    }

    /// Writes zeros behind the last page in use until `tailBytes` lie there, and reports what lies there then.
    ///
    /// Growing a file costs a commit more than writing into one, and what is allocated cannot be refused later. Only
    /// bytes beyond both the last page in use and the end of the file are written, under the write lock, so that the
    /// end cannot move meanwhile: a filler that acts on a stale end destroys commits. `thorough` also writes zeros
    /// over holes behind the last page in use, as a sparse copy leaves them. Nothing is flushed here; the next commit
    /// does that.
    @available(*, noasync)
    package func fillTail(to tailBytes: Int, thorough: Bool = false) throws(LMDBError) -> Extent {
        // Held for its lock alone; nothing is written through it.
        let transaction = unsafe WriteTransaction(handle: try begin(flags: 0))
        let extent = try extent()
        let end = extent.pageCount * extent.pageBytes
        let target = end + tailBytes
        var start = max(end, extent.fileBytes)
        if thorough, extent.fileBytes > end {
            let hole = Int(lseek(try dataDescriptor(), end, Self.seekHole))
            if hole >= end, hole < start { start = hole }
        }
        if start < target { try writeZeros(from: start, to: target) }
        _ = consume transaction
        return try self.extent()
    }

    private func writeZeros(from start: Int, to end: Int) throws(LMDBError) {
        let descriptor = try dataDescriptor()
        let zeros = [UInt8](repeating: 0, count: min(Self.fillChunkBytes, end - start))
        var offset = start
        while offset < end {
            let count = min(zeros.count, end - offset)
            let written = unsafe zeros.withUnsafeBytes {
                unsafe pwrite(descriptor, $0.baseAddress, count, offset)
            }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else {
                throw LMDBError(status: written < 0 ? errno : ENOSPC, operation: .extend)
            }
            offset += written
        }
    }

    private func dataDescriptor() throws(LMDBError) -> Int32 {
        var descriptor: Int32 = -1
        unsafe try LMDBError.check(mdb_env_get_fd(handle, &descriptor), during: .inspect)
        return descriptor
    }
}
