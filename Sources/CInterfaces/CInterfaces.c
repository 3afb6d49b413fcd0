#include "CInterfaces.h"
#include <stddef.h>

static const char account[] = {
#embed "interfaces/org.tocsin.Account.varlink"
    , 0};
static const char alert[] = {
#embed "interfaces/org.tocsin.Alert.varlink"
    , 0};
static const char crisis[] = {
#embed "interfaces/org.tocsin.Crisis.varlink"
    , 0};
static const char drill[] = {
#embed "interfaces/org.tocsin.Drill.varlink"
    , 0};
static const char log[] = {
#embed "interfaces/org.tocsin.Log.varlink"
    , 0};
static const char mention[] = {
#embed "interfaces/org.tocsin.Mention.varlink"
    , 0};
static const char post[] = {
#embed "interfaces/org.tocsin.Post.varlink"
    , 0};
static const char rule[] = {
#embed "interfaces/org.tocsin.Rule.varlink"
    , 0};
static const char service[] = {
#embed "interfaces/org.tocsin.Service.varlink"
    , 0};
static const char stop[] = {
#embed "interfaces/org.tocsin.Stop.varlink"
    , 0};
static const char task[] = {
#embed "interfaces/org.tocsin.Task.varlink"
    , 0};

const char *const *tocsin_interfaces(void) {
    static const char *const all[] = {
        account, alert, crisis, drill, log, mention, post, rule, service, stop, task, NULL};
    return all;
}
