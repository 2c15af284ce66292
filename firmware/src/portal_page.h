#pragma once

#include <pgmspace.h>

/**
 * The portal's pages. The fields are those of an account (docs/provisioning.md), under the same
 * names; a test holds them to the protocol's table. No script: the small browsers of captive
 * portals have none.
 */
namespace homesync::board {

constexpr char kPageHead[] PROGMEM = R"(HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8
Cache-Control: no-store
Connection: close

<!DOCTYPE html><html lang="en"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>HomeSync node</title>
<style>body{font:16px sans-serif;max-width:30em;margin:1em auto;padding:0 1em}label{display:block;margin:.7em 0 0}
input{font:inherit;width:100%;box-sizing:border-box}input[type=checkbox]{width:auto}fieldset{margin:1em 0}
button{font:inherit;padding:.5em 2em}pre{white-space:pre-wrap}</style><h1>HomeSync node</h1>
)";

constexpr char kForm[] PROGMEM = R"(<form method="post" action="/">
<fieldset><legend>WiFi</legend>
<label>Network<input name="wifi_ssid" maxlength="32" required></label>
<label>Password<input name="wifi_password" type="password" maxlength="64"></label>
<details><summary>More networks, tried when the first is not there</summary>
<label>Second network<input name="wifi_ssid_2" maxlength="32"></label>
<label>Its password<input name="wifi_password_2" type="password" maxlength="64"></label>
<label>Third network<input name="wifi_ssid_3" maxlength="32"></label>
<label>Its password<input name="wifi_password_3" type="password" maxlength="64"></label>
</details></fieldset>
<fieldset><legend>Broker</legend>
<label>Host name<input name="mqtt_host" maxlength="96" required></label>
<label>Port (8883 if left empty)<input name="mqtt_port" inputmode="numeric" maxlength="5"></label>
<label>User name<input name="mqtt_username" maxlength="64"></label>
<label>Password<input name="mqtt_password" type="password" maxlength="96"></label>
<label>Encryption<select name="mqtt_tls"><option value="true">TLS, certificate verified
<option value="false">none: anyone on the way reads and writes along</select></label>
</fieldset>
<fieldset><legend>Node</legend>
<label>Home<input name="home_id" pattern="[A-Za-z0-9_\-]{1,64}" maxlength="64" required></label>
<label>Node<input name="node_id" pattern="[A-Za-z0-9_\-]{1,64}" maxlength="64" required></label>
</fieldset>
<button>Store</button></form>)";

constexpr char kStored[] PROGMEM =
    "<p>Stored. The node restarts and joins the network; this access point ends.</p>";

constexpr char kRefused[] PROGMEM =
    "<p>Nothing was stored. The node's answer says what to change:</p><pre>";
constexpr char kRefusedEnd[] PROGMEM = "</pre><p><a href=\"/\">Back to the form</a></p>";

}  // namespace homesync::board
