/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.TTLogSession;
import org.junit.jupiter.api.Test;

/** Spring's proxies, by subclass and by interface, around woven beans. */
class SpringTest {
    private static final String PACKAGE = "io.ttlog.agent.spring.";

    @Test
    void proxiesDoNotRecordASecondTime() throws Throwable {
        WovenLoader loader = new WovenLoader(PACKAGE);
        try (TTLogSession session = Recorded.start()) {
            Object told = WovenCodeTest.call(loader.loadClass(PACKAGE + "Beans"), "run");
            assertThat(told).isEqualTo("advised 2, subclass true, interface true, 42 43");
            assertThat(Recorded.texts()).containsExactly("quote item=tea", "charge cents=42");
            assertThat(session.stats().misuses()).isZero();
        }
        assertThat(loader.reports).isEmpty();
        assertThat(loader.woven.keySet()).allMatch(name -> !name.contains("$$"));
    }
}
