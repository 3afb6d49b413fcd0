/*
 * The only door to libcurl. curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt are variadic, so
 * Swift does not import them: each wrapper below fixes one argument type. None of them decides anything.
 */
#ifndef TOCSIN_CURL_H
#define TOCSIN_CURL_H

#include <curl/curl.h>
#include <pthread.h>
#include <sys/eventfd.h>

/* glibc declares this for _GNU_SOURCE only, which Swift's importer does not define. */
extern int pthread_setname_np(pthread_t thread, const char *name);

static inline CURLcode tocsin_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tocsin_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tocsin_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tocsin_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tocsin_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

/* The body and header callbacks share one shape. */
typedef size_t (*tocsin_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode tocsin_curl_set_data_callback(CURL *handle, CURLoption option,
                                                     tocsin_curl_data_callback callback) {
    return curl_easy_setopt(handle, option, callback);
}

typedef int (*tocsin_curl_prereq_callback)(void *context, char *remote_address, char *local_address,
                                           int remote_port, int local_port);

static inline CURLcode tocsin_curl_set_prereq_callback(CURL *handle, tocsin_curl_prereq_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, callback);
}

typedef int (*tocsin_curl_progress_callback)(void *context, curl_off_t download_total, curl_off_t download_now,
                                             curl_off_t upload_total, curl_off_t upload_now);

static inline CURLcode tocsin_curl_set_progress_callback(CURL *handle, tocsin_curl_progress_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, callback);
}

typedef curl_socket_t (*tocsin_curl_open_callback)(void *context, curlsocktype purpose,
                                                   struct curl_sockaddr *address);

static inline CURLcode tocsin_curl_set_open_callback(CURL *handle, tocsin_curl_open_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
}

typedef int (*tocsin_curl_close_callback)(void *context, curl_socket_t socket);

static inline CURLcode tocsin_curl_set_close_callback(CURL *handle, tocsin_curl_close_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, callback);
}

static inline CURLcode tocsin_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode tocsin_curl_get_size(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode tocsin_curl_get_pointer(CURL *handle, CURLINFO info, char **value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLMcode tocsin_curl_multi_set_long(CURLM *handle, CURLMoption option, long value) {
    return curl_multi_setopt(handle, option, value);
}

/* CURLMsg carries the result in a union, which is clumsier to read from Swift than from here. */
static inline CURLcode tocsin_curl_message_result(const CURLMsg *message) {
    return message->data.result;
}

#endif
