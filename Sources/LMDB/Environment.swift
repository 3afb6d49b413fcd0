internal import CLMDB
internal import Glibc

/// One LMDB environment: a directory with a data file and a lock file.
///
/// It must never be opened twice in a process, used after a fork, or held on a network file system. Transactions are
/// synchronous closures: LMDB's manual says "A thread may only have one transaction at a time", and a write
/// transaction's lock belongs to the thread that took it, so none may live across an `await`.
@safe package struct Environment: ~Copyable, @unchecked Sendable {
    let handle: OpaquePointer
    let identity: OpenEnvironments.Identity

    private init(handle: OpaquePointer, identity: OpenEnvironments.Identity) {
        unsafe self.handle = unsafe handle
        self.identity = identity
    }

    deinit {
        unsafe mdb_env_close(handle)
        OpenEnvironments.release(identity)
    }

    /// Opens the environment in a directory that exists. The files are made when missing, unless read-only.
    package static func open(
        directory: String,
        options: EnvironmentOptions = EnvironmentOptions()
    ) throws(LMDBError) -> Environment {
        let identity = try OpenEnvironments.identity(of: directory)
        guard OpenEnvironments.claim(identity) else {
            throw LMDBError(code: .alreadyOpen, operation: .open, number: EBUSY)
        }
        do {
            let handle = unsafe try openHandle(directory: directory, options: options)
            return unsafe Environment(handle: handle, identity: identity)
        } catch {
            OpenEnvironments.release(identity)
            throw error
        }
    }

    private static func openHandle(
        directory: String,
        options: EnvironmentOptions
    ) throws(LMDBError) -> OpaquePointer {
        var created: OpaquePointer?
        try unsafe LMDBError.check(mdb_env_create(&created), during: .open)
        guard let handle = unsafe created else { throw LMDBError(status: ENOMEM, operation: .open) }
        do {
            unsafe try configure(handle, options: options)
            // MDB_NOTLS: reader slots belong to transactions, not to threads, since tasks hop between threads.
            var flags = UInt32(MDB_NOTLS)
            if options.readOnly { flags |= UInt32(MDB_RDONLY) }
            // Never MDB_WRITEMAP: under it a full disk is SIGBUS. MDB_NOSYNC only where nothing was promised.
            if options.durability == .disposable { flags |= UInt32(MDB_NOSYNC) }
            unsafe try LMDBError.check(mdb_env_open(handle, directory, flags, 0o600), during: .open)
            var staleReaders: Int32 = 0
            unsafe try LMDBError.check(mdb_reader_check(handle, &staleReaders), during: .open)
            var files: Set<OpenEnvironments.Identity> = []
            for name in ["data.mdb", "lock.mdb"] {
                files.insert(try OpenEnvironments.identity(of: "\(directory)/\(name)"))
            }
            OpenEnvironments.closeOnExec(files)
            return unsafe handle
        } catch {
            unsafe mdb_env_close(handle)
            throw error
        }
    }

    private static func configure(
        _ handle: OpaquePointer,
        options: EnvironmentOptions
    ) throws(LMDBError) {
        unsafe try LMDBError.check(mdb_env_set_mapsize(handle, options.mapBytes), during: .open)
        unsafe try LMDBError.check(mdb_env_set_maxreaders(handle, options.readersMax), during: .open)
        if options.databasesMax > 0 {
            unsafe try LMDBError.check(mdb_env_set_maxdbs(handle, options.databasesMax), during: .open)
        }
    }

    /// Opens a database, making it when missing and the environment is writable. Not while another thread opens one.
    @available(*, noasync)
    package func openDatabase(
        named name: String? = nil,
        keys: Database.Keys,
        readOnly: Bool = false
    ) throws(LMDBError) -> Database {
        var flags = keys == .integer ? UInt32(MDB_INTEGERKEY) : 0
        if !readOnly { flags |= UInt32(MDB_CREATE) }
        let transaction = unsafe try begin(flags: readOnly ? UInt32(MDB_RDONLY) : 0)
        var identifier: MDB_dbi = 0
        let status =
            if let name {
                unsafe mdb_dbi_open(transaction, name, flags, &identifier)
            } else {
                unsafe mdb_dbi_open(transaction, nil, flags, &identifier)
            }
        guard status == MDB_SUCCESS else {
            unsafe mdb_txn_abort(transaction)
            throw LMDBError(status: status == MDB_NOTFOUND ? ENOENT : status, operation: .open)
        }
        unsafe try LMDBError.check(mdb_txn_commit(transaction), during: .commit)
        return Database(identifier: identifier, keys: keys)
    }

    /// Runs `body` on one consistent state. Keep it short: pages freed meanwhile cannot be used again.
    @available(*, noasync)
    package func read<Result>(
        _ body: (borrowing ReadTransaction) throws(LMDBError) -> Result
    ) throws(LMDBError) -> Result {
        let transaction = unsafe ReadTransaction(handle: try begin(flags: UInt32(MDB_RDONLY)))
        return try body(transaction)
    }

    /// Runs `body` in the one write transaction and ends it as `body` says; an error aborts it. An error whose
    /// operation is `.commit` leaves unknown whether the commit reached the disk.
    @available(*, noasync)
    package func write<Result>(
        _ body: (inout WriteTransaction) throws(LMDBError) -> Ending<Result>
    ) throws(LMDBError) -> Result {
        var transaction = unsafe WriteTransaction(handle: try begin(flags: 0))
        switch try body(&transaction) {
        case .commit(let result):
            try transaction.commit()
            return result
        case .abort(let result):
            return result
        }
    }

    func begin(flags: UInt32) throws(LMDBError) -> OpaquePointer {
        var begun: OpaquePointer?
        unsafe try LMDBError.check(mdb_txn_begin(handle, nil, flags, &begun), during: .begin)
        guard let transaction = unsafe begun else { throw LMDBError(status: ENOMEM, operation: .begin) }
        return unsafe transaction
    }
}

/// How a write transaction ends when its body returns.
package enum Ending<Result> {
    case commit(Result)
    case abort(Result)
}
