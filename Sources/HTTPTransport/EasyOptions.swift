internal import CCurl

/// Sets options and remembers whether any was refused: a request with half its options must not leave.
@safe struct EasyOptions {
    private let easy: UnsafeMutableRawPointer
    private(set) var allAccepted = true

    init(easy: UnsafeMutableRawPointer) {
        unsafe self.easy = easy
    }

    mutating func accept(_ result: CURLcode) {
        if result != CURLE_OK { allAccepted = false }
    }

    mutating func refuse() {
        allAccepted = false
    }

    mutating func set(_ option: CURLoption, _ value: Int) {
        unsafe accept(tocsin_curl_set_long(easy, option, value))
    }

    mutating func setSize(_ option: CURLoption, _ value: Int) {
        unsafe accept(tocsin_curl_set_size(easy, option, curl_off_t(value)))
    }

    mutating func set(_ option: CURLoption, _ value: String) {
        unsafe accept(tocsin_curl_set_string(easy, option, value))
    }

    mutating func clear(_ option: CURLoption) {
        unsafe accept(tocsin_curl_set_string(easy, option, nil))
    }

    mutating func setPointer(_ option: CURLoption, _ value: UnsafeMutableRawPointer) {
        unsafe accept(tocsin_curl_set_pointer(easy, option, value))
    }

    mutating func setList(_ option: CURLoption, _ value: UnsafeMutablePointer<curl_slist>?) {
        unsafe accept(tocsin_curl_set_list(easy, option, value))
    }
}
