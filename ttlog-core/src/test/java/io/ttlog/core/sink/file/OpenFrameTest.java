/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Level;
import io.ttlog.core.SeededRandom;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.Event;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.EventText;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a frame takes, what it refuses, and that a refused event leaves nothing behind. */
@ExtendWith(SeededRandom.class)
class OpenFrameTest {
    private static final long FILE_ID = 7;

    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();
    private final OpenFrame frame = new OpenFrame(symbols);

    private byte[] event(String key, byte[] bytes) {
        encoder.beginLog(Level.INFO, 0, symbols.intern("logger of " + key), symbols.intern("thread of " + key), 0, 5);
        return SampleEvents.record(encoder.field(symbols.intern(key), bytes));
    }

    private static byte[] random(Random random, int bytes) {
        byte[] made = new byte[bytes];
        random.nextBytes(made);
        return made;
    }

    private static List<String> read(OpenFrame frame) {
        byte[] block = frame.encode(Codecs.NONE, FILE_ID, 0);
        byte[] body = BlockFormat.decode(block, 0, block.length, "memory", 0).raw();
        Frame read = Frame.ofStream(body, FILE_ID, "memory");
        List<String> events = new ArrayList<>();
        EventReader reader = new EventReader();
        while (read.next(reader)) {
            events.add(
                    Event.of(reader, read::symbol, new EventText(read::symbol)).toString());
        }
        assertThat(events).hasSize(read.eventCount());
        return events;
    }

    @Test
    void aRefusedEventLeavesNothingBehind(Random random) {
        byte[] first = event("first", random(random, 7 << 20));
        byte[] tooMuch = event("much", random(random, 7 << 20));
        byte[] later = event("much", new byte[] {1});
        assertThat(frame.add(first, 0)).isTrue();
        byte[] before = frame.encode(Codecs.NONE, FILE_ID, 0);
        assertThat(frame.add(tooMuch, 0)).isFalse();
        assertThat(frame.encode(Codecs.NONE, FILE_ID, 0)).isEqualTo(before);
        assertThat(frame.add(later, 0)).as("of the shape of the refused one").isTrue();
        assertThat(read(frame)).hasSize(2).last().asString().contains("much", "thread of much", "logger of much");

        frame.clear();
        assertThat(frame.add(tooMuch, 0)).isTrue();
        assertThat(read(frame)).hasSize(1);
    }

    @Test
    void eachFrameDefinesItsSymbolsAgain(Random random) {
        SampleEvents samples = new SampleEvents(symbols);
        for (int round = 0; round < 50; round++) {
            List<String> expected = new ArrayList<>();
            for (int i = random.nextInt(60); i >= 0; i--) {
                byte[] record = samples.random(random);
                assertThat(frame.add(record, 0)).isTrue();
                expected.add(samples.decode(record).toString());
            }
            assertThat(read(frame)).isEqualTo(expected);
            frame.clear();
        }
    }

    @Test
    void eventsThatPackToNothingAreBoundedByWhatTheyBecome() {
        String text = "t".repeat(100);
        encoder.beginLog(Level.INFO, 0, 0, 0, 0, 5);
        for (int i = 0; i < EventFormat.FIELDS_MAX; i++) {
            encoder.field(symbols.intern("key"), text);
        }
        byte[] record = SampleEvents.record(encoder);
        int taken = 0;
        while (frame.add(record, 0)) {
            taken++;
        }
        assertThat(taken * (long) record.length)
                .isBetween((long) FileFormat.EVENT_BYTES_MAX - record.length, (long) FileFormat.EVENT_BYTES_MAX);
        assertThat(frame.isFull()).isTrue();
        assertThat(frame.rawBytes()).isLessThan(OpenFrame.FULL_RAW_BYTES);
        assertThat(read(frame)).hasSize(taken);
    }

    @Test
    void holdsLittleWhenItIsIdleAndGivesUpWhatAHugeEventTook(Random random) {
        assertThat(frame.heldBytes()).isLessThanOrEqualTo(7 << 10);
        byte[] huge = event("huge", random(random, 4 << 20));
        byte[] small = event("small", new byte[] {1});
        for (int i = 0; i < 3; i++) {
            assertThat(frame.add(huge, 0)).isTrue();
            frame.encode(Codecs.NONE, FILE_ID, 0);
            assertThat(frame.heldBytes()).isGreaterThan(8 << 20);
            frame.clear();
            assertThat(frame.heldBytes()).isLessThanOrEqualTo(128 << 10);
            assertThat(frame.add(small, 0)).isTrue();
            assertThat(read(frame)).hasSize(1);
            frame.clear();
        }
    }
}
