/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import org.junit.jupiter.api.Test;

class EndpointTest {
    @Test
    void readsHostsAndFiles() {
        assertThat(Endpoint.parse("localhost:7171", "option x.address")).isEqualTo(new Endpoint("localhost", 7171, ""));
        assertThat(Endpoint.parse("[::1]:0", "option x.address")).isEqualTo(new Endpoint("::1", 0, ""));
        assertThat(Endpoint.parse("unix:/run/x:y", "option x.address")).isEqualTo(new Endpoint("", 0, "/run/x:y"));
        for (String text : new String[] {"localhost:7171", "[::1]:0", "unix:/run/x:y"}) {
            assertThat(Endpoint.parse(text, "option x.address")).hasToString(text);
        }
    }

    @Test
    void refusesWhatIsNoAddressAndSaysTheWayOut() {
        refuses("", "use HOST:PORT, [IPv6]:PORT or unix:PATH");
        refuses("localhost", "use HOST:PORT, [IPv6]:PORT or unix:PATH");
        refuses(":80", "use HOST:PORT, [IPv6]:PORT or unix:PATH");
        refuses("localhost:", "a port from 0 to 65535");
        refuses("localhost:http", "a port from 0 to 65535");
        refuses("localhost:65536", "a port from 0 to 65535");
        refuses("localhost:-1", "a port from 0 to 65535");
        refuses("::1:80", "brackets");
        refuses("unix:", "use unix:PATH with 1 to 100");
        refuses("unix:/" + "x".repeat(100), "use unix:PATH with 1 to 100");
    }

    private static void refuses(String text, String wayOut) {
        assertThatThrownBy(() -> Endpoint.parse(text, "option x.address"))
                .isInstanceOfSatisfying(
                        TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining("option x.address is '" + text + "'; ")
                .hasMessageContaining(wayOut);
    }
}
