#pragma once

/** What is compiled in, from firmware/secrets.ini. */
#ifndef HOMESYNC_WIFI_SSID
#error "No credentials: copy firmware/secrets.example.ini to firmware/secrets.ini and fill it in."
#endif
