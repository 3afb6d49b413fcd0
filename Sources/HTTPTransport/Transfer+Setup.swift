internal import CCurl

extension Transfer {
    /// Sets every option of the handle; false if libcurl refused one, in which case nothing may be sent.
    func configure() -> Bool {
        var options = unsafe EasyOptions(easy: easy)
        configureProtocol(&options)
        configureSecurity(&options)
        configureRequest(&options)
        configureCallbacks(&options)
        return options.allAccepted
    }

    private func configureProtocol(_ options: inout EasyOptions) {
        options.set(CURLOPT_URL, request.url)
        options.set(CURLOPT_PROTOCOLS_STR, "http,https")
        options.set(CURLOPT_FOLLOWLOCATION, 0)
        options.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        options.set(CURLOPT_HTTP09_ALLOWED, 0)
        options.set(CURLOPT_NOSIGNAL, 1)
        // A name service that hangs must not hold up the thread when such a transfer is given up.
        options.set(CURLOPT_QUICK_EXIT, 1)
        options.set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeoutMilliseconds)
        options.set(CURLOPT_TIMEOUT_MS, request.totalTimeoutMilliseconds)
        // An empty string switches the proxy off; without it libcurl asks the environment.
        options.set(CURLOPT_PROXY, request.proxy ?? "")
        options.set(CURLOPT_NOPROXY, "")
        options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        if usesFreshConnection {
            options.set(CURLOPT_FRESH_CONNECT, 1)
            options.set(CURLOPT_FORBID_REUSE, 1)
        }
    }

    private func configureSecurity(_ options: inout EasyOptions) {
        options.set(CURLOPT_SSL_VERIFYPEER, 1)
        options.set(CURLOPT_SSL_VERIFYHOST, 2)
        options.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        options.set(CURLOPT_PROXY_SSL_VERIFYPEER, 1)
        options.set(CURLOPT_PROXY_SSL_VERIFYHOST, 2)
        if let file = request.certificateAuthorityFile {
            options.set(CURLOPT_CAINFO, file)
            // Otherwise the system's folder of authorities would still be trusted beside the file.
            options.clear(CURLOPT_CAPATH)
        }
    }

    private func configureRequest(_ options: inout EasyOptions) {
        switch request.method {
        case .get: options.set(CURLOPT_HTTPGET, 1)
        case .head: options.set(CURLOPT_NOBODY, 1)
        case .post, .put, .patch, .delete:
            options.set(CURLOPT_POST, 1)
            options.setSize(CURLOPT_POSTFIELDSIZE_LARGE, request.body.count)
            unsafe request.body.withUnsafeBytes { bytes in
                // Even an empty body must be given, or libcurl would read one from standard input.
                let start = unsafe bytes.baseAddress ?? UnsafeRawPointer(easy)
                unsafe options.setPointer(CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: start))
            }
            if request.method != .post { options.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
        }
        // libcurl's own additions: a wait for "100 Continue", and a form's content type.
        var lines = ["Expect:"]
        if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:")
        }
        if !request.headers.contains(where: { $0.name.lowercased() == "user-agent" }) {
            lines.append("User-Agent: tocsin")
        }
        lines += request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        for line in lines {
            guard let longer = unsafe curl_slist_append(headerList, line) else { return options.refuse() }
            unsafe headerList = longer
        }
        unsafe options.setList(CURLOPT_HTTPHEADER, headerList)
        options.setSize(CURLOPT_MAXFILESIZE_LARGE, request.maximumResponseBodyBytes)
    }

    private func configureCallbacks(_ options: inout EasyOptions) {
        let this = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe options.setPointer(CURLOPT_PRIVATE, this)
        unsafe options.setPointer(CURLOPT_WRITEDATA, this)
        unsafe options.setPointer(CURLOPT_HEADERDATA, this)
        unsafe options.setPointer(CURLOPT_PREREQDATA, this)
        unsafe options.setPointer(CURLOPT_XFERINFODATA, this)
        unsafe options.setPointer(CURLOPT_OPENSOCKETDATA, this)
        // The table and not this transfer: a kept connection is closed when its transfer is long gone.
        unsafe options.setPointer(
            CURLOPT_CLOSESOCKETDATA, Unmanaged.passUnretained(sockets).toOpaque())
        options.set(CURLOPT_NOPROGRESS, 0)
        unsafe options.accept(tocsin_curl_set_data_callback(easy, CURLOPT_WRITEFUNCTION, bodyCallback))
        unsafe options.accept(tocsin_curl_set_data_callback(easy, CURLOPT_HEADERFUNCTION, headerCallback))
        unsafe options.accept(tocsin_curl_set_prereq_callback(easy, prereqCallback))
        unsafe options.accept(tocsin_curl_set_progress_callback(easy, progressCallback))
        unsafe options.accept(tocsin_curl_set_open_callback(easy, openSocketCallback))
        unsafe options.accept(tocsin_curl_set_close_callback(easy, closeSocketCallback))
    }
}
