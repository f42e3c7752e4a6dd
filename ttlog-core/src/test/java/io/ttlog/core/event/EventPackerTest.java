/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.SpanKind;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.SeededRandom;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Packed events come back byte for byte, in the bytes that were promised, and damaged ones do no harm. */
@ExtendWith(SeededRandom.class)
class EventPackerTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int SYMBOL_MAX = Symbols.SYMBOLS_MAX - 1;
    private static final int OVERRUN = 3; // what putVarint writes too far

    private final EventEncoder encoder = new EventEncoder();
    private final EventPacker packer = new EventPacker();

    private void add(byte[] record) {
        int room = EventPacker.packedBytesMax(record, 0);
        int before = packer.packedBytes();
        Shape shape = packer.shapeOf(record, 0);
        packer.add(shape == null ? packer.newShape(record, 0) : shape, record, 0);
        assertThat(packer.packedBytes() - before)
                .as("bytes of an event of %s bytes", record.length)
                .isLessThanOrEqualTo(room - OVERRUN);
    }

    private byte[] packed() {
        byte[] packed = new byte[packer.packedBytes() + 7];
        assertThat(packer.copyTo(packed, 7)).isEqualTo(packed.length);
        return Arrays.copyOfRange(packed, 7, packed.length);
    }

    /** Packs the records as one run and asserts that they come back. */
    private void assertComeBack(List<byte[]> records) {
        packer.clear();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (byte[] record : records) {
            add(record);
            expected.writeBytes(record);
        }
        assertThat(packer.eventCount()).isEqualTo(records.size());
        assertThat(packer.eventBytes()).isEqualTo(expected.size());
        byte[] packed = packed();
        byte[] unpacked =
                EventUnpacker.unpack(packed, 0, packed.length, records.size(), packer.eventBytes(), "memory", 0);
        assertThat(Arrays.equals(unpacked, expected.toByteArray()))
                .as("%s records in %s bytes come back", records.size(), packed.length)
                .isTrue();
    }

    private byte[] log(long nanos, String... texts) {
        encoder.beginLog(Level.INFO, 1, 2, 3, 4, nanos);
        for (String text : texts) {
            encoder.field(5, text);
        }
        return SampleEvents.record(encoder);
    }

    private byte[] logOf(int name, int key) {
        return SampleEvents.record(
                encoder.beginLog(Level.INFO, name, 2, 3, 4, name).field(key, 1L));
    }

    @Test
    void bringsBackEventsOfAllKindsByteForByte(Random random) {
        SampleEvents samples = new SampleEvents(new Symbols());
        for (int round = 0; round < 300; round++) {
            List<byte[]> records = new ArrayList<>();
            for (int i = random.nextInt(round % 10 == 0 ? 400 : 20); i >= 0; i--) {
                if (records.isEmpty() || random.nextInt(3) > 0) {
                    records.add(samples.random(random));
                } else { // of a shape that was, so that numbers are used, too
                    byte[] again = records.get(random.nextInt(records.size())).clone();
                    EventFormat.putInt(again, EventFormat.THREAD_OFFSET, again[4] == 3 ? 0 : random.nextInt(1 << 20));
                    EventFormat.putTimestampNanos(again, 0, random.nextLong() >> random.nextInt(64));
                    records.add(again);
                }
            }
            assertComeBack(records);
        }
        List<byte[]> fixed = new ArrayList<>(samples.fixed());
        fixed.add(samples.weighted());
        fixed.addAll(samples.gaps());
        fixed.addAll(samples.metrics());
        for (byte[] record : fixed) {
            assertComeBack(List.of(record));
        }
        assertComeBack(fixed);
    }

    @Test
    void timesMayBeAnyAndInAnyOrder() {
        List<byte[]> records = new ArrayList<>();
        for (long nanos : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 0, -1, Long.MAX_VALUE, 5, 5, Long.MIN_VALUE}) {
            records.add(log(nanos));
            encoder.beginGap(0, DropReason.RING_FULL, 0, 0, nanos, Long.MAX_VALUE, Long.MAX_VALUE);
            records.add(SampleEvents.record(encoder));
        }
        assertComeBack(records);
    }

    @Test
    void integersOfEveryLengthComeBack() {
        List<byte[]> records = new ArrayList<>();
        for (int bits = 0; bits < 64; bits++) {
            for (long number : new long[] {1L << bits, (1L << bits) - 1, -(1L << bits), -(1L << bits) - 1}) {
                records.add(SampleEvents.record(
                        encoder.beginLog(Level.INFO, 1, 2, 3, 4, 0).field(5, number)));
            }
        }
        assertComeBack(records);
        records.forEach(record -> assertComeBack(List.of(record)));
    }

    @Test
    void neverTakesMoreBytesThanItSaidWhateverTheEvent() {
        for (int fields : new int[] {0, 1, 2, EventFormat.FIELDS_MAX}) {
            for (int type = 0; type < 6; type++) {
                encoder.beginSpan(
                        SpanKind.CLIENT,
                        SpanStatus.ERROR,
                        SYMBOL_MAX,
                        SYMBOL_MAX,
                        SYMBOL_MAX,
                        Long.MIN_VALUE,
                        Long.MIN_VALUE,
                        -1,
                        -1,
                        -1,
                        -1);
                for (int i = 0; i < fields; i++) {
                    switch (type) {
                        case 0 -> encoder.fieldNull(SYMBOL_MAX);
                        case 1 -> encoder.field(SYMBOL_MAX, Long.MIN_VALUE);
                        case 2 -> encoder.field(SYMBOL_MAX, true);
                        case 3 -> encoder.field(SYMBOL_MAX, -0.0);
                        case 4 -> encoder.field(SYMBOL_MAX, "");
                        default -> encoder.field(SYMBOL_MAX, new byte[64]);
                    }
                }
                encoder.message("m").error("").weight(2);
                byte[] record = SampleEvents.record(encoder);
                assertComeBack(List.of(record, record, log(0), record));
                EventPacker fresh = new EventPacker(); // for many fields its array has exactly the bytes that were said
                fresh.add(fresh.newShape(record, 0), record, 0);
                assertThat(fresh.packedBytes()).isLessThanOrEqualTo(EventPacker.packedBytesMax(record, 0) - OVERRUN);
            }
        }
        encoder.beginGap(0, DropReason.RING_FULL, SYMBOL_MAX, SYMBOL_MAX, Long.MIN_VALUE, -1, Long.MAX_VALUE);
        assertComeBack(List.of(SampleEvents.record(encoder)));
        encoder.beginHistogram(SYMBOL_MAX, SYMBOL_MAX, Long.MIN_VALUE, Long.MIN_VALUE, 1, 2, 3);
        assertComeBack(List.of(SampleEvents.record(encoder)));
    }

    @Test
    void anEventAsLargeAsCanBeIsPacked(Random random) {
        byte[] large = new byte[EventFormat.RECORD_BYTES_MAX - EventFormat.HEADER_BYTES - 8];
        random.nextBytes(large);
        byte[] record =
                SampleEvents.record(encoder.beginLog(Level.INFO, 1, 2, 3, 4, 0).field(5, large));
        assertThat(record).hasSize(EventFormat.RECORD_BYTES_MAX);
        assertComeBack(List.of(record, record));
        assertThatThrownBy(() -> add(record))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("at most " + EventPacker.PACKED_BYTES_MAX);
        byte[] packed = packed();
        byte[] unpacked = EventUnpacker.unpack(packed, 0, packed.length, 2, 2 * record.length, "memory", 0);
        assertThat(Arrays.equals(unpacked, record.length, unpacked.length, record, 0, record.length))
                .as("what was packed before is still whole")
                .isTrue();
    }

    @Test
    void textsThatAreKeptFarBehindComeAgain(Random random) {
        byte[] large = new byte[5 << 20];
        random.nextBytes(large);
        byte[] filler =
                SampleEvents.record(encoder.beginLog(Level.INFO, 1, 2, 3, 4, 0).field(5, large));
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            records.add(filler);
            records.add(log(i, "the text " + i));
            records.add(log(i, "the text " + i));
        }
        assertComeBack(records); // the third beyond 2^23: its offset uses the sign of an int
    }

    @Test
    void textsThatComeAgainAreNumbers() {
        String kept = "x".repeat(PackedFormat.TEXT_KEPT_BYTES_MAX);
        String tooLong = "x".repeat(PackedFormat.TEXT_KEPT_BYTES_MAX + 1);
        int event = 3; // shape, thread, time
        assertThat(bytesOf(log(0, "", ""))).isEqualTo(event + 10 + 2); // with the definition
        assertThat(bytesOf(log(0, "", ""))).isEqualTo(event + 2);
        assertThat(bytesOf(log(0, "a", "a"))).isEqualTo(event + 2 + 1);
        assertThat(bytesOf(log(0, "a", "b"))).isEqualTo(event + 1 + 2);
        assertThat(bytesOf(log(0, kept, kept))).isEqualTo(event + 2 + kept.length() + 1);
        assertThat(bytesOf(log(0, kept, kept))).isEqualTo(event + 2);
        assertThat(bytesOf(log(0, tooLong, tooLong))).isEqualTo(event + 2 * (2 + tooLong.length()));
        byte[] again = log(0, kept, "a");
        packer.clear();
        assertThat(bytesOf(again)).isEqualTo(event + 10 + 2 + kept.length() + 2);
    }

    private int bytesOf(byte[] record) {
        int before = packer.packedBytes();
        add(record);
        return packer.packedBytes() - before;
    }

    @Test
    void textsThatAreNearlyTheSameAreNotTakenForEachOther() {
        List<byte[]> records = new ArrayList<>();
        for (int length = 1; length <= PackedFormat.TEXT_KEPT_BYTES_MAX; length++) {
            for (int at = 0; at < length; at++) {
                char[] text = "a".repeat(length).toCharArray();
                text[at] = 'b';
                records.add(log(0, new String(text)));
            }
            if (length % 16 == 0 || length < 20) {
                List<byte[]> twice = new ArrayList<>(records);
                twice.addAll(records);
                assertComeBack(twice);
                records.clear();
            }
        }
        records.clear(); // from here on nearly as many as are kept, so that they meet in the table
        for (char one = 'a'; one < 'p'; one++) {
            for (char two = 'a'; two < 'p'; two++) {
                for (char three = 'a'; three < 'p'; three++) {
                    records.add(log(0, "" + one, "" + one + two, "" + one + two + three));
                }
            }
        }
        assertComeBack(records);
        records.clear();
        for (int length = 1; length <= PackedFormat.TEXT_KEPT_BYTES_MAX; length++) {
            for (char letter = 'a'; letter <= 'z'; letter++) {
                records.add(log(0, String.valueOf(letter).repeat(length)));
            }
        }
        assertComeBack(records);
    }

    private static int slot(String text) {
        byte[] bytes = Wtf8.encode(text);
        return EventPacker.textHash(bytes, 0, bytes.length);
    }

    @Test
    void textsOfTheSameSlotAreToldApartByLengthAndEveryByte(Random random) {
        for (int length : new int[] {6, 9, 20}) { // up to 3 bytes, texts that differ in one byte have different slots
            int met = 0;
            for (int place = 0; place <= length; place++) {
                for (int tries = 0; tries < 50_000; tries++) { // by force: some 6 of them meet, if any can
                    String text = ascii(random, length);
                    String other = place == length
                            ? text.substring(0, length - 1)
                            : text.substring(0, place) + ascii(random, 1) + text.substring(place + 1);
                    if (!other.equals(text) && slot(other) == slot(text)) {
                        assertComeBack(List.of(log(0, text, other)));
                        met++;
                    }
                }
            }
            assertThat(met).as("pairs of %s bytes with the same slot", length).isPositive();
        }
    }

    private static String ascii(Random random, int length) {
        return random.ints(length, '!', 0x7F)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void moreTextsThanAreKeptAreWrittenOut() {
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 3 * PackedFormat.TEXTS_MAX; i++) {
            records.add(log(i, "text " + i % (2 * PackedFormat.TEXTS_MAX)));
        }
        assertComeBack(records);
        int sizeOfTheLast = bytesOf(log(3 * PackedFormat.TEXTS_MAX - 1, "text " + (2 * PackedFormat.TEXTS_MAX - 1)));
        assertThat(sizeOfTheLast).isEqualTo(3 + 1 + "text 8191".length());
        packer.clear();
        add(log(0, "text 8191"));
        assertThat(bytesOf(log(0, "text 8191"))).as("a clear forgets them").isEqualTo(4);
    }

    @Test
    void moreShapesThanAreRememberedComeBack() {
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 2 * ShapeTable.SHAPES_MAX + 10; i++) {
            records.add(logOf(1 + i, 5));
        }
        for (int i = 0; i < 3; i++) {
            assertComeBack(records);
            assertComeBack(records.subList(100, 200));
        }
        packer.clear();
        assertThat(packer.heldBytes()).as("all are forgotten").isLessThan(EventPacker.KEPT_BYTES_MAX + (64 << 10));
    }

    @Test
    void shapesOfManyKeysAreForgotten() {
        for (int i = 0; i < 200; i++) {
            encoder.beginLog(Level.INFO, 1 + i, 2, 3, 4, 0);
            for (int field = 0; field < EventFormat.FIELDS_MAX; field++) {
                encoder.fieldNull(1 + field);
            }
            assertComeBack(List.of(SampleEvents.record(encoder)));
            assertThat(packer.shapeKeysKnown()).isLessThanOrEqualTo(ShapeTable.KEYS_MAX + EventFormat.FIELDS_MAX);
        }
    }

    @Test
    void shapesThatDifferInAKeyAloneAreFoundQuickly() {
        Set<Integer> hashes = new HashSet<>();
        List<byte[]> records = new ArrayList<>();
        for (int key = 1; key <= 4000; key++) {
            byte[] record = logOf(1, key);
            records.add(record);
            hashes.add(Shape.hashWithKeys(7, record, 0));
        }
        assertThat(hashes).hasSizeGreaterThan(3900);
        assertComeBack(records);
        assertComeBack(records);
    }

    @Test
    void aShapeWithoutAnEventIsDefinedByTheNextOne() {
        byte[] record = log(1, "a");
        Shape shape = packer.newShape(record, 0);
        assertThat(packer.shapeOf(record, 0)).as("nothing defines it yet").isNull();
        assertThat(packer.newShape(record, 0)).isSameAs(shape);
        assertComeBack(List.of(record, log(2, "b")));
        assertThat(packer.shapeOf(record, 0)).isSameAs(shape);
        packer.clear();
        assertThat(packer.shapeOf(record, 0)).isNull();
        assertComeBack(List.of(log(2, "b"), record));
    }

    @Test
    void holdsLittleBeforeTheFirstEventAndGivesUpWhatAHugeOneTook() {
        assertThat(packer.heldBytes()).isLessThanOrEqualTo(256);
        add(log(0, "a"));
        assertThat(packer.heldBytes()).isLessThanOrEqualTo(114 << 10);
        byte[] huge =
                SampleEvents.record(encoder.beginLog(Level.INFO, 1, 2, 3, 4, 0).field(5, new byte[4 << 20]));
        add(huge);
        assertThat(packer.heldBytes()).isGreaterThan(4 << 20);
        packer.clear();
        assertThat(packer.heldBytes()).isLessThanOrEqualTo(114 << 10);
        assertComeBack(List.of(log(0, "a"), huge, log(0, "a")));
    }

    // ---- damage

    private List<byte[]> someOfAllKinds() {
        SampleEvents samples = new SampleEvents(new Symbols());
        List<byte[]> records = new ArrayList<>(samples.fixed());
        records.add(samples.weighted());
        records.addAll(samples.gaps());
        records.addAll(samples.fixed());
        return records;
    }

    /** Whether the bytes are packed events; fails when they do anything else but that or to be refused. */
    private static boolean isUnpacked(byte[] packed, int limit, int events, int eventBytes) {
        long bound = Math.max(0, eventBytes) + 16L * limit + (64 << 10);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        byte[] records = unpacked(packed, limit, events, eventBytes);
        if (THREADS.getCurrentThreadAllocatedBytes() - before > bound) {
            before = THREADS.getCurrentThreadAllocatedBytes(); // once more, without the loading of classes
            records = unpacked(packed, limit, events, eventBytes);
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThanOrEqualTo(bound);
        }
        if (records == null) {
            return false;
        }
        EventReader reader = new EventReader();
        int at = 0;
        try {
            for (int i = 0; i < events; i++) {
                at += reader.wrapChecked(records, at, eventBytes, "memory", at).recordBytes();
            }
        } catch (CorruptDataException e) {
            return false;
        }
        if (at != eventBytes) {
            throw new AssertionError(events + " events of " + at + " bytes instead of " + eventBytes);
        }
        return true;
    }

    private static byte @Nullable [] unpacked(byte[] packed, int limit, int events, int eventBytes) {
        try {
            return EventUnpacker.unpack(packed, 0, limit, events, eventBytes, "memory", 0);
        } catch (CorruptDataException e) {
            return null;
        }
    }

    @Test
    void everyChangedByteGivesEventsOrIsRefused() {
        List<byte[]> records = someOfAllKinds();
        assertComeBack(records);
        byte[] packed = packed();
        int accepted = 0;
        for (int at = 0; at < packed.length; at++) {
            for (int bits = 1; bits < 256; bits++) {
                byte[] changed = packed.clone();
                changed[at] ^= (byte) bits;
                accepted += isUnpacked(changed, changed.length, records.size(), packer.eventBytes()) ? 1 : 0;
            }
        }
        assertThat(accepted)
                .as("values may change unnoticed; a checksum is above")
                .isBetween(1, 255 * packed.length - 1);
    }

    @Test
    void everyCutAndEveryWrongCountIsRefused() {
        List<byte[]> records = someOfAllKinds();
        assertComeBack(records);
        byte[] packed = packed();
        int bytes = packer.eventBytes();
        for (int limit = 0; limit < packed.length; limit++) {
            assertThat(isUnpacked(packed, limit, records.size(), bytes)).isFalse();
        }
        assertThat(isUnpacked(Arrays.copyOf(packed, packed.length + 1), packed.length + 1, records.size(), bytes))
                .isFalse();
        for (int wrong : new int[] {-1, 0, records.size() - 1, records.size() + 1, Integer.MAX_VALUE}) {
            assertThat(isUnpacked(packed, packed.length, wrong, bytes)).isFalse();
        }
        for (int wrong = 0; wrong < 2 * bytes; wrong++) {
            assertThat(isUnpacked(packed, packed.length, records.size(), wrong)).isEqualTo(wrong == bytes);
        }
        assertRefused("fewer than none", new byte[0], 0, -1);
        assertRefused("fewer than none", new byte[0], -1, 0);
    }

    private static void assertRefused(String problem, byte[] packed, int events, int eventBytes) {
        assertThatThrownBy(() -> EventUnpacker.unpack(packed, 0, packed.length, events, eventBytes, "f", 7))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("f at offset 7")
                .hasMessageContaining(problem);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void saysWhatIsWrong() {
        int text = ValueType.TEXT.ordinal();
        assertRefused("shape 1 where 0 are known", bytes(1), 1, 36);
        assertRefused("signal 4", bytes(0, 4, 0, 0, 0, 0, 0, 0, 0), 1, 36);
        assertRefused("signal 2 with level or kind 77", bytes(0, 2, 77, 0, 0, 0, 0, 0, 0), 1, 36);
        assertRefused("symbol 1048576", bytes(0, 0, 0, 0, 0, 0x80, 0x80, 0x40, 0, 0, 0), 1, 36);
        assertRefused("symbol -1", bytes(0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1), 1, 36);
        assertRefused("4097 fields", Arrays.copyOf(bytes(0, 0, 0, 0, 0, 1, 1, 1, 0x81, 0x20), 9000), 1, 36);
        assertRefused("9 fields", bytes(0, 0, 0, 0, 0, 1, 1, 1, 9, 1, 1), 1, 36);
        assertRefused(
                "key symbol 16777216", bytes(0, 0, 0, 0, 0, 1, 1, 1, 1, 0x80, 0x80, 0x80, 0x80 | 64, 0, 0), 1, 36);
        assertRefused(
                "a varint of more than 10 bytes", bytes(128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 0), 1, 36);
        assertRefused("text 0 where 0 are kept", bytes(0, 0, 0, 0, 0, 1, 1, 1, 1, 8 | text, 0, 0, 1), 1, 100);
        assertRefused(
                "value of 2 bytes where 1 are left", bytes(0, 0, 0, 0, 0, 1, 1, 1, 1, 8 | text, 0, 0, 8, 0), 1, 100);
        assertRefused("more than the 35 bytes", bytes(0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0), 1, 35);
        assertRefused(
                "0 bytes behind the last packed event, and 1 that", bytes(0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0), 1, 37);
        int tooLong = PackedFormat.TEXT_KEPT_BYTES_MAX + 1;
        byte[] longText = Arrays.copyOf(
                bytes(0, 0, 0, 0, 0, 1, 1, 1, 1, 8 | text, 0, 0, 0x80 | tooLong << 2 & 0x7F | 2, tooLong >> 5), 200);
        assertRefused("text 0 of 129 bytes is to be kept", longText, 1, 400);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.writeBytes(bytes(0, 0, 0, 0, 0, 1, 1, 1, 1, 8 | text));
        for (int i = 0; i <= PackedFormat.TEXTS_MAX; i++) {
            many.writeBytes(i == 0 ? bytes(0, 0, 2) : bytes(0, 0, 0, 2));
        }
        assertRefused("text 4096 of 0 bytes is to be kept", many.toByteArray(), 5000, 1 << 20);
    }
}
