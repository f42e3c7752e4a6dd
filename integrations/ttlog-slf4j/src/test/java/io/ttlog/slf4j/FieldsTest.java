/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.ttlog.Level;
import io.ttlog.TTLogSession;
import io.ttlog.core.event.Event;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** Key-values, markers and the MDC. */
class FieldsTest {
    private final TTLogSession session = Recorded.start(Level.TRACE);
    private final Logger logger = LoggerFactory.getLogger("shop.orders");

    @AfterEach
    void stop() {
        MDC.clear();
        session.close();
        assertThat(session.stats().conserved()).isTrue();
        assertThat(session.stats().dropped()).isZero();
    }

    @Test
    void keepsTheTypesOfKeyValues() {
        logger.atInfo()
                .addKeyValue("order_id", 4711L)
                .addKeyValue("amount", 99.5)
                .addKeyValue("paid", true)
                .addKeyValue("late", () -> "asked")
                .addKeyValue("nothing", (Object) null)
                .addArgument("Ada")
                .setCause(new IllegalStateException("slow"))
                .log("Order of {}");
        Event.Log event = Recorded.last();
        assertThat(event.message()).isEqualTo("Order of Ada");
        assertThat(event.logger()).isEqualTo("shop.orders");
        assertThat(event.error()).startsWith("java.lang.IllegalStateException: slow");
        assertThat(Recorded.fields(event))
                .containsExactly(
                        entry("arg0", "Ada"),
                        entry("order_id", 4711L),
                        entry("amount", 99.5),
                        entry("paid", true),
                        entry("late", "asked"),
                        entry("nothing", null));
    }

    @Test
    void namesMarkersInOneField() {
        Marker audit = MarkerFactory.getMarker("AUDIT");
        logger.info(audit, "one {}", 1);
        assertThat(Recorded.fields(Recorded.last())).containsExactly(entry("arg0", 1L), entry("marker", "AUDIT"));
        logger.atWarn()
                .addMarker(audit)
                .addMarker(MarkerFactory.getMarker("MONEY"))
                .log("two");
        assertThat(Recorded.fields(Recorded.last())).containsExactly(entry("marker", "AUDIT,MONEY"));
    }

    @Test
    void addsWhatTheMdcHolds() {
        MDC.put("user", "ada");
        MDC.put("request", "r-1");
        logger.info("with {}", 1);
        assertThat(Recorded.fields(Recorded.last()))
                .containsExactly(entry("arg0", 1L), entry("user", "ada"), entry("request", "r-1"));
        MDC.put("user", "bob");
        MDC.remove("request");
        logger.info("with");
        assertThat(Recorded.fields(Recorded.last())).containsExactly(entry("user", "bob"));
        try (MDC.MDCCloseable closed = MDC.putCloseable("tenant", "t")) {
            assertThat(closed).isNotNull();
            assertThat(MDC.get("tenant")).isEqualTo("t");
        }
        MDC.clear();
        logger.info("without");
        assertThat(Recorded.fields(Recorded.last())).isEmpty();
        assertThat(MDC.get("user")).isNull();
    }

    /** Argument, marker, key-value, MDC: the earlier wins. Of two key-values the later. */
    @Test
    void letsTheCallWinOverTheMdc() {
        MDC.put("arg0", "mdc");
        MDC.put("arg1", "mdc");
        MDC.put("marker", "mdc");
        MDC.put("user", "mdc");
        MDC.put("host", "mdc");
        logger.atInfo()
                .addKeyValue("arg0", "pair")
                .addKeyValue("user", "first pair")
                .addKeyValue("user", "pair")
                .addKeyValue("marker", "pair")
                .addMarker(MarkerFactory.getMarker("AUDIT"))
                .addArgument("argument")
                .log("clash of {}");
        Event.Log event = Recorded.last();
        assertThat(event.message()).isEqualTo("clash of argument");
        assertThat(Recorded.fields(event))
                .containsOnly(
                        entry("arg0", "argument"),
                        entry("arg1", "mdc"),
                        entry("marker", "AUDIT"),
                        entry("user", "pair"),
                        entry("host", "mdc"));
    }

    @Test
    void keepsTheContractOfTheMdc() {
        assertThat(MDC.getCopyOfContextMap()).isNull();
        assertThatThrownBy(() -> MDC.put(null, "x")).isInstanceOf(IllegalArgumentException.class);
        MDC.put("a", "1");
        MDC.put("none", null);
        Map<String, String> copy = MDC.getCopyOfContextMap();
        assertThat(copy).containsEntry("a", "1").containsEntry("none", null).hasSize(2);
        copy.put("b", "2");
        assertThat(MDC.get("b")).isNull();
        MDC.setContextMap(copy);
        copy.put("c", "3");
        assertThat(MDC.getCopyOfContextMap()).containsOnlyKeys("a", "b", "none");
        MDC.pushByKey("stack", "outer");
        MDC.pushByKey("stack", "inner");
        assertThat(MDC.getMDCAdapter().getCopyOfDequeByKey("stack")).containsExactly("inner", "outer");
        assertThat(MDC.popByKey("stack")).isEqualTo("inner");
        MDC.getMDCAdapter().clearDequeByKey("stack");
        assertThat(MDC.popByKey("stack")).isNull();
    }

    @Test
    void keepsTheMdcOfThreadsApart() throws InterruptedException {
        MDC.put("user", "ada");
        AtomicReference<@Nullable String> seen = new AtomicReference<>("unset");
        Thread thread = new Thread(() -> {
            seen.set(MDC.get("user"));
            MDC.put("user", "bob");
            logger.info("other");
        });
        thread.start();
        thread.join();
        assertThat(seen.get()).isNull();
        assertThat(Recorded.fields(Recorded.last())).containsExactly(entry("user", "bob"));
        assertThat(MDC.get("user")).isEqualTo("ada");
    }
}
