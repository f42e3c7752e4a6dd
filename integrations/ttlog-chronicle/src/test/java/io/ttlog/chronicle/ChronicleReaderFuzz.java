/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.chronicle;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.FuzzContract;
import io.ttlog.core.event.Event;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.file.FileHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.io.TempDir;

/** Files of the chronicle sink as they come, and once more with checksums that match, so that events and definitions are looked at. */
class ChronicleReaderFuzz extends FuzzContract {
    private static final String NAME = "0000000001.ttlc";
    private static final int FILE_BYTES = 8 << 10;

    @TempDir
    Path directory;

    @Override
    protected boolean isAccepted(byte[] input) throws IOException {
        boolean accepted = isWhole(input);
        if (!accepted) {
            byte[] repaired = input.clone();
            repair(repaired);
            isWhole(repaired);
        }
        return accepted;
    }

    private boolean isWhole(byte[] bytes) throws IOException {
        Path file = directory.resolve(NAME);
        // Not written over: the last input may be mapped until Chronicle's thread has seen to it.
        Files.deleteIfExists(file);
        Files.write(file, bytes);
        try (ChronicleReader reader = ChronicleReader.open(directory)) {
            while (reader.next()) {
                Event event = Event.of(reader.event(), reader::symbol, reader.text());
                if (event.fields().size() != reader.event().fieldCount()) {
                    throw new AssertionError(event + " lacks a field");
                }
            }
        } catch (CorruptDataException e) {
            return false;
        } catch (TTLogException e) {
            if (e.code() != ErrorCode.UNKNOWN_VERSION) {
                throw e;
            }
            return false;
        }
        return true;
    }

    private static void repair(byte[] file) {
        if (file.length < FileHeader.SERVICE_OFFSET + Integer.BYTES) {
            return;
        }
        int serviceBytes = EventFormat.getInt(file, FileHeader.SERVICE_BYTES_OFFSET);
        if (serviceBytes < 0 || serviceBytes > file.length - FileHeader.SERVICE_OFFSET - Integer.BYTES) {
            return;
        }
        int end = FileHeader.SERVICE_OFFSET + serviceBytes;
        CRC32C crc = new CRC32C();
        crc.update(file, 0, end);
        EventFormat.putInt(file, end, (int) crc.getValue());
        int at = EventFormat.aligned(end + Integer.BYTES);
        while (file.length - at >= ChronicleFormat.PAYLOAD_OFFSET) {
            int length = EventFormat.getInt(file, at);
            if (length < 0 || length > file.length - at - ChronicleFormat.PAYLOAD_OFFSET) {
                return;
            }
            byte[] record = Arrays.copyOfRange(file, at, at + ChronicleFormat.PAYLOAD_OFFSET + length);
            EventFormat.putInt(file, at + ChronicleFormat.CRC_OFFSET, ChronicleFormat.checksum(record, length));
            at += (int) ChronicleFormat.recordBytes(length);
        }
    }

    @Override
    protected Map<String, byte[]> written() throws IOException {
        Symbols symbols = new Symbols();
        List<byte[]> records = new SampleEvents(symbols).fixed();
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        for (int i = 0; i < records.size(); i++) {
            Path written = Files.createTempDirectory(directory, "written");
            try (Sink sink = new ChronicleSink(written, "shop", FILE_BYTES, Clock.systemUTC(), symbols)) {
                byte[] batch = SampleEvents.batch(records.subList(i, i + 1));
                sink.write(batch, 0, batch.length);
            }
            byte[] file = Files.readAllBytes(written.resolve(NAME));
            int end = EventFormat.aligned(FileHeader.SERVICE_OFFSET + "shop".length() + Integer.BYTES);
            while (EventFormat.getInt(file, end) != ChronicleFormat.END) {
                end += (int) ChronicleFormat.recordBytes(EventFormat.getInt(file, end));
            }
            seeds.put("event-" + i, Arrays.copyOf(file, end + ChronicleFormat.END_BYTES));
        }
        return seeds;
    }

    @Override
    protected long allocatedBytesMax() {
        return 16L << 20;
    }
}
