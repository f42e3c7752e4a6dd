/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.core.event.Event;
import io.ttlog.core.sink.memory.MemorySink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.SLF4JServiceProvider;

/** Which calls are recorded: by the level of the runtime, of the logger, before the start and after the stop. */
class LevelsTest {
    private final Logger orm = LoggerFactory.getLogger("org.hibernate.SQL");
    private final Logger shop = LoggerFactory.getLogger("shop.orders");

    @Test
    void isTheProviderThatSlf4jFinds() {
        assertThat(ServiceLoader.load(SLF4JServiceProvider.class))
                .hasAtLeastOneElementOfType(TTLogServiceProvider.class)
                .filteredOn(TTLogServiceProvider.class::isInstance)
                .allMatch(provider -> provider.getRequestedApiVersion().startsWith("2.0"));
        assertThat(orm).isInstanceOf(TTLogLogger.class).isSameAs(LoggerFactory.getLogger("org.hibernate.SQL"));
        assertThat(orm.getName()).isEqualTo("org.hibernate.SQL");
    }

    @Test
    void doesNothingBeforeTheStartAndAfterTheStop() {
        assertThat(shop.isErrorEnabled()).isFalse();
        shop.error("before {}", 1, new IllegalStateException());
        shop.atError().addKeyValue("a", 1).log("before");
        try (TTLogSession session = Recorded.start(Level.INFO)) {
            assertThat(shop.isInfoEnabled()).isTrue();
            shop.info("between");
            assertThat(Recorded.all().stream().map(Event.Log::message)).containsExactly("between");
            assertThat(session.stats().dropped()).isZero();
        }
        assertThat(shop.isErrorEnabled()).isFalse();
        shop.error("after");
    }

    @Test
    void goesByTheLevelOfTheLoggerAtRunTime() {
        try (TTLogSession session = Recorded.start(Level.INFO)) {
            assertThat(orm.isDebugEnabled()).isFalse();
            orm.debug("off");
            TTLog.level("org.hibernate", Level.DEBUG);
            assertThat(orm.isDebugEnabled()).isTrue();
            assertThat(orm.isTraceEnabled()).isFalse();
            assertThat(shop.isDebugEnabled()).isFalse();
            orm.debug("select {}", 1);
            orm.atDebug().log("fluent");
            shop.debug("off");
            TTLog.level("org.hibernate.SQL", Level.ERROR);
            orm.warn("off");
            orm.atWarn().log("off");
            orm.error("on");
            TTLog.level("org.hibernate.SQL", null);
            TTLog.level("org.hibernate", null);
            orm.debug("off");
            orm.info("again");
            assertThat(Recorded.all().stream().map(Event.Log::message))
                    .containsExactly("select 1", "fluent", "on", "again");
            assertThat(session.stats().dropped()).isZero();
        }
    }

    /** The pump must not filter by the level of the runtime what a logger's own level allowed, not even at the stop. */
    @Test
    void keepsWhatWasRecordedRightBeforeTheStop() {
        TTLogSession session = TTLog.init()
                .level(Level.ERROR)
                .level("org.hibernate", Level.TRACE)
                .console(false)
                .store(false)
                .sink("memory")
                .start();
        for (int i = 0; i < 1_000; i++) {
            orm.trace("bind {}", i);
        }
        session.close();
        assertThat(session.stats().dropped()).isZero();
        assertThat(MemorySink.latest().messages()).hasSize(1_000).contains("bind 999");
    }

    @Test
    void followsChangesWhileOtherThreadsLog() throws InterruptedException {
        TTLogSession session = Recorded.start(Level.WARN);
        try (session) {
            AtomicBoolean over = new AtomicBoolean();
            CountDownLatch begun = new CountDownLatch(1);
            Thread thread = new Thread(() -> {
                while (!over.get()) {
                    begun.countDown();
                    orm.debug("busy {}", 1);
                }
            });
            thread.start();
            begun.await();
            for (int i = 0; i < 20_000; i++) {
                TTLog.level("org.hibernate", Level.DEBUG);
                assertThat(orm.isDebugEnabled()).isTrue();
                TTLog.level("org.hibernate", null);
                assertThat(orm.isDebugEnabled()).isFalse();
            }
            over.set(true);
            thread.join();
        }
        assertThat(session.stats().conserved()).isTrue(); // a full ring may have dropped: it was no flood to be kept
    }

    /** A sink whose library logs would otherwise be given what it logs about what it is given, without end. */
    @Test
    void dropsWhatSinksLogThemselves() {
        TTLogSession session = TTLog.init()
                .console(false)
                .store(false)
                .sink("memory")
                .sink("talkative")
                .start();
        try (session) {
            shop.info("one");
            assertThat(Recorded.all().stream().map(Event.Log::message)).containsExactly("one");
        }
        assertThat(session.stats().conserved()).isTrue();
        assertThat(session.stats().dropped(DropReason.REENTRANT)).isBetween(1L, 10L);
        assertThat(session.stats().dropped()).isEqualTo(session.stats().dropped(DropReason.REENTRANT));
    }

    @Test
    void isTheSameLoggerAfterSerialization() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(orm);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isSameAs(orm);
        }
    }
}
