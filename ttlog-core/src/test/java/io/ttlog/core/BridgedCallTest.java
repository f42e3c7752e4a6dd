/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static io.ttlog.TTLog.info;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.spi.NamedLogger;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls of bridges, which say who logs, and what the message reads. */
class BridgedCallTest {
    private final TTLogSession session =
            TTLog.init().console(false).store(false).sink("collecting").start();
    private final NamedLogger orders = new NamedLogger("shop.orders");

    @AfterEach
    void stop() {
        session.close();
        assertThat(session.stats().conserved()).isTrue();
        assertThat(session.stats().dropped()).isZero();
    }

    @Test
    void takesTheLoggerThatIsGiven() {
        orders.call(Level.WARN, "a {} b {x}").value(1L).value("two").end();
        new NamedLogger("other").call(Level.INFO, "a {} b {x}").end();
        List<Seen> all = Seen.all();
        assertThat(all.get(0).logger()).isEqualTo("shop.orders");
        assertThat(all.get(0).variant()).isEqualTo("WARN");
        assertThat(all.get(0).fields()).containsExactly(entry("arg0", 1L), entry("x", "two"));
        assertThat(all.get(1).logger()).isEqualTo("other");
    }

    /** Whoever of the two comes first: a macro's text belongs to the class that logs it. */
    @Test
    void leavesTheLoggerOfAMacroWithTheSameTextAlone() {
        orders.call(Level.INFO, "the same text").end();
        info("the same text");
        orders.call(Level.INFO, "the same text").end();
        assertThat(Seen.all().stream().map(Seen::logger))
                .containsExactly("shop.orders", BridgedCallTest.class.getName(), "shop.orders");
    }

    @Test
    void takesTheMessageThatIsGivenAndKeepsTheTemplate() {
        Exception broken = new IllegalStateException("broken");
        orders.call(Level.INFO, "a {} b {}")
                .value(1L)
                .error(broken)
                .message("a 1 b {}")
                .end();
        orders.call(Level.INFO, "a {} b {}").value(1L).value(2L).message(null).end();
        List<Seen> all = Seen.all();
        assertThat(all.get(0).message()).isEqualTo("a 1 b {}");
        assertThat(all.get(0).name()).isEqualTo("a {} b {}");
        assertThat(all.get(0).error()).startsWith("java.lang.IllegalStateException: broken");
        assertThat(all.get(0).fields()).containsExactly(entry("arg0", 1L));
        assertThat(all.get(1).message()).isNull(); // made of the template by who reads it
        assertThat(all.get(1).fields()).containsExactly(entry("arg0", 1L), entry("arg1", 2L));
        assertThat(all.get(1).error()).isNull();
    }

    @Test
    void cutsALongMessageVisibly() {
        orders.call(Level.INFO, "text").message("x".repeat(20_000)).end();
        assertThat(Seen.all().get(0).message())
                .startsWith("xxx")
                .endsWith(" chars)")
                .hasSizeLessThan(17_000);
    }

    @Test
    void countsALoggerThatCannotHaveAName() {
        new NamedLogger("x".repeat(257)).call(Level.INFO, "text").end();
        assertThat(Seen.all().get(0).logger()).isEmpty();
        assertThat(session.stats().valuesLost(DropReason.CARDINALITY)).isEqualTo(1);
    }

    @Test
    void recordsTheSameWithoutWhatAThreadKeeps() throws Exception {
        Thread virtual;
        try {
            virtual = (Thread) Thread.class
                    .getMethod("startVirtualThread", Runnable.class)
                    .invoke(null, (Runnable) () ->
                            orders.call(Level.INFO, "virtual {}").value(1L).end());
        } catch (NoSuchMethodException before21) {
            org.junit.jupiter.api.Assumptions.abort("no virtual threads in this JVM");
            return;
        }
        virtual.join();
        assertThat(Seen.all().get(0).logger()).isEqualTo("shop.orders");
        assertThat(Seen.all().get(0).fields()).containsExactly(entry("arg0", 1L));
    }
}
