/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.FuzzContract;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.Event;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.io.TempDir;

/** Event files as they come, and once more with checksums that match, so that frames and events see what was made up. */
class FileReaderFuzz extends FuzzContract {
    private static final long FILE_ID = 0x0123_4567_89AB_CDEFL;

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
        Path file = directory.resolve("fuzz.ttlog");
        Files.deleteIfExists(file); // some file systems flush a file that is written over
        Files.write(file, bytes);
        long events = 0;
        FileReport report;
        try (FileReader reader = FileReader.open(file)) {
            while (reader.next()) {
                events++;
                Event event = Event.of(reader.event(), reader::symbol, reader.text());
                if (event.fields().size() != reader.event().fieldCount()) {
                    throw new AssertionError(event + " lacks a field");
                }
            }
            report = reader.report();
        } catch (CorruptDataException e) {
            return false;
        } catch (TTLogException e) {
            if (e.code() != ErrorCode.UNKNOWN_VERSION) {
                throw e;
            }
            return false;
        }
        if (report.events() != events) {
            throw new AssertionError(events + " events were given, but " + report);
        }
        return report.damageCount() == 0 && report.tornBytes() == 0;
    }

    private static void repair(byte[] file) {
        if (file.length < FileHeader.SERVICE_OFFSET + Integer.BYTES) {
            return;
        }
        int serviceBytes = EventFormat.getInt(file, FileHeader.SERVICE_BYTES_OFFSET);
        if (serviceBytes < 0 || serviceBytes > file.length - FileHeader.SERVICE_OFFSET - Integer.BYTES) {
            return;
        }
        int at = FileHeader.SERVICE_OFFSET + serviceBytes;
        EventFormat.putInt(file, at, crc(file, 0, at, 0, 0));
        at += Integer.BYTES;
        while (file.length - at >= BlockFormat.HEADER_BYTES) {
            int stored = EventFormat.getInt(file, at + 12);
            int storedAt = at + BlockFormat.HEADER_BYTES;
            if (EventFormat.getInt(file, at) != BlockFormat.MAGIC || stored < 0 || stored > file.length - storedAt) {
                at++;
                continue;
            }
            EventFormat.putInt(file, at + 16, crc(file, at, 16, storedAt, stored));
            at = storedAt + stored;
        }
    }

    private static int crc(byte[] bytes, int first, int firstLength, int second, int secondLength) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, first, firstLength);
        crc.update(bytes, second, secondLength);
        return (int) crc.getValue();
    }

    @Override
    protected Map<String, byte[]> written() {
        Symbols symbols = new Symbols();
        List<byte[]> records = new SampleEvents(symbols).fixed();
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        for (int first = 0; first < records.size(); first += 2) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.writeBytes(FileFormat.header(FILE_ID, 77, "shop"));
            for (int i = first; i < Math.min(first + 2, records.size()); i++) {
                OpenFrame frame = new OpenFrame(symbols);
                frame.add(records.get(i), 0);
                // codec none: a change of a compressed byte is rarely one of the event in it
                file.writeBytes(frame.encode(Codecs.NONE, FILE_ID, i - first));
            }
            seeds.put("file-" + first / 2, file.toByteArray());
        }
        return seeds;
    }

    /** Two readings, each of a window of search and of one frame at a time. */
    @Override
    protected long allocatedBytesMax() {
        return 8L * BlockFormat.BLOCK_RAW_BYTES_MAX;
    }
}
