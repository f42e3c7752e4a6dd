/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.chronicle;

import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.EventText;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Wtf8;
import io.ttlog.core.sink.file.FileHeader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import net.openhft.chronicle.bytes.MappedBytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a directory that {@link ChronicleSink} writes, oldest first, and follows it: when {@link #next} returns
 * false, everything that was committed has been read, and a later call may find more. It never waits. The JVM needs the
 * same flags as for writing.
 *
 * <p>Every record is checked before it is believed. Damage throws {@link CorruptDataException} with file and offset; since
 * lengths lead from record to record, what lies behind it in that file cannot be found, and the next call goes on with the next
 * file. A file that ends without an end mark was left by a killed process; what it committed is read. Files must not be
 * made shorter while they are read: a mapped page that is gone is an error of the JVM.
 *
 * <p>Holds one mapped file, one event, and the symbols of one file. Belongs to one thread.
 */
public final class ChronicleReader implements Closeable {
    /** Largest file that is mapped. */
    public static final long FILE_BYTES_MAX = 1L << 30;

    private static final int INITIAL_BYTES = 64 << 10;

    private final Path directory;
    private final EventReader event = new EventReader();
    private final Map<Integer, String> symbols = new HashMap<>();
    private EventText text = new EventText(this::symbol);
    private byte[] record = new byte[INITIAL_BYTES];
    private long number;
    private long filesMissed;
    private String source = "";
    private String service = "";
    private @Nullable Mapping mapping;
    private long bytes;
    private long position;

    private ChronicleReader(Path directory) {
        this.directory = directory;
    }

    /**
     * A reader before the oldest event of the directory.
     *
     * @throws NoSuchFileException when there is no such directory
     * @throws io.ttlog.TTLogException {@link io.ttlog.ErrorCode#CONFIGURATION} when the JVM lacks flags, which the message names;
     *     otherwise of the first file, as {@link #next}
     */
    public static ChronicleReader open(Path directory) throws IOException {
        ChronicleReader reader = new ChronicleReader(directory);
        reader.openNext();
        return reader;
    }

    /**
     * Moves to the next event; false when there is none yet.
     *
     * @throws CorruptDataException when the next record or file is damaged; another call goes on behind that file
     */
    public boolean next() throws IOException {
        while (true) {
            Mapping file = mapping;
            if (file == null) {
                if (!openNext()) {
                    return false;
                }
                continue;
            }
            try {
                switch (read(file.bytes())) {
                    case EVENT -> {
                        return true;
                    }
                    case DEFINITION -> {}
                    case NOTHING -> {
                        return false;
                    }
                    case END -> closeFile();
                }
            } catch (CorruptDataException e) {
                closeFile();
                throw e;
            }
        }
    }

    private enum Found {
        EVENT,
        DEFINITION,
        NOTHING,
        END
    }

    private Found read(MappedBytes file) throws IOException {
        if (position > bytes - ChronicleFormat.END_BYTES) {
            throw corrupt("the file ends without an end mark");
        }
        int length = file.readVolatileInt(position); // acquire; pairs with writeOrderedInt in RecordFile
        if (length == 0) {
            if (!isFollowed()) {
                return Found.NOTHING;
            }
            // Its writer rolled, and did so behind its last write here: look again. Or it was killed, and this is the
            // end.
            length = file.readVolatileInt(position);
            if (length == 0) {
                return Found.END;
            }
        }
        if (length == ChronicleFormat.END) {
            return Found.END;
        }
        if (length < 0
                || length > Math.max(EventFormat.RECORD_BYTES_MAX, ChronicleFormat.TEXT_BYTES_MAX)
                || ChronicleFormat.recordBytes(length) > bytes - ChronicleFormat.END_BYTES - position) {
            throw corrupt("a record of " + length + " bytes, where " + (bytes - position) + " are left");
        }
        load(file, length);
        int symbol = EventFormat.getInt(record, ChronicleFormat.SYMBOL_OFFSET);
        if (symbol == Symbols.NONE) {
            readEvent(length);
        } else {
            define(symbol, length);
        }
        position += ChronicleFormat.recordBytes(length);
        return symbol == Symbols.NONE ? Found.EVENT : Found.DEFINITION;
    }

    private void load(MappedBytes file, int length) {
        int recordBytes = ChronicleFormat.PAYLOAD_OFFSET + length;
        if (recordBytes > record.length) {
            record = new byte[Math.max(recordBytes, Math.min(2 * record.length, EventFormat.RECORD_BYTES_MAX))];
        }
        EventFormat.putInt(record, ChronicleFormat.LENGTH_OFFSET, length);
        int rest = recordBytes - ChronicleFormat.CRC_OFFSET;
        long read = file.read(position + ChronicleFormat.CRC_OFFSET, record, ChronicleFormat.CRC_OFFSET, rest);
        if (read != rest) {
            throw corrupt("a record of " + length + " bytes of which " + read + " could be read");
        }
        if (EventFormat.getInt(record, ChronicleFormat.CRC_OFFSET) != ChronicleFormat.checksum(record, length)) {
            throw corrupt("the checksum of a record of " + length + " bytes does not match");
        }
    }

    private void readEvent(int length) {
        final int from = ChronicleFormat.PAYLOAD_OFFSET;
        event.wrapChecked(record, from, from + length, source, position);
        if (event.recordBytes() != length) {
            throw corrupt("an event of " + event.recordBytes() + " bytes in a record of " + length);
        }
        checkSymbol(event.name());
        checkSymbol(event.logger());
        checkSymbol(event.thread());
        checkSymbol(event.service());
        while (event.nextField()) {
            checkSymbol(event.fieldKey());
        }
        event.wrap(record, from);
    }

    private void checkSymbol(int id) {
        if (id != Symbols.NONE && !symbols.containsKey(id)) {
            throw corrupt("an event names symbol " + id + ", which its file does not define before it");
        }
    }

    private void define(int symbol, int length) {
        if (symbol < 0 || symbol >= Symbols.SYMBOLS_MAX || length > ChronicleFormat.TEXT_BYTES_MAX) {
            throw corrupt("definition of symbol " + symbol + " by " + length + " bytes");
        }
        if (symbols.put(symbol, Wtf8.decode(record, ChronicleFormat.PAYLOAD_OFFSET, length)) != null) {
            throw corrupt("symbol " + symbol + " is defined twice");
        }
    }

    private CorruptDataException corrupt(String problem) {
        return new CorruptDataException(source, position, problem);
    }

    private boolean isFollowed() throws IOException {
        long[] numbers = ChronicleDirectory.numbers(directory);
        return numbers.length > 0 && numbers[numbers.length - 1] > number;
    }

    private boolean openNext() throws IOException {
        for (long candidate : ChronicleDirectory.numbers(directory)) {
            if (candidate > number) {
                filesMissed += number == 0 ? 0 : candidate - number - 1;
                number = candidate;
                try {
                    openFile(ChronicleDirectory.path(directory, candidate));
                    return true;
                } catch (NoSuchFileException e) {
                    filesMissed++; // deleted since the directory was listed
                }
            }
        }
        return false;
    }

    private void openFile(Path path) throws IOException {
        source = path.toString();
        position = 0;
        symbols.clear();
        text = new EventText(this::symbol); // it remembers templates by id, which means another one in another file
        bytes = Files.size(path) & -EventFormat.ALIGNMENT;
        if (bytes < EventFormat.ALIGNMENT || bytes > FILE_BYTES_MAX) {
            throw corrupt("a file of " + bytes + " bytes, at most " + FILE_BYTES_MAX);
        }
        Mapping file = Mapping.open(path, bytes, true);
        try {
            byte[] start = new byte[(int) Math.min(bytes, FileHeader.BYTES_MAX)];
            long read = file.bytes().read(0L, start, 0, start.length);
            FileHeader header = ChronicleFormat.readHeader(Arrays.copyOf(start, (int) read), source);
            service = header.service();
            position = ChronicleFormat.recordsAt(header);
            mapping = file;
        } finally {
            if (mapping == null) {
                file.close();
            }
        }
    }

    private void closeFile() {
        Mapping file = mapping;
        mapping = null;
        if (file != null) {
            file.close();
        }
    }

    /** The event that {@link #next} moved to; valid until the next call of it. */
    public EventReader event() {
        return event;
    }

    /** The text of a symbol that the current event names; empty for {@link Symbols#NONE}. */
    public String symbol(int id) {
        return symbols.getOrDefault(id, "");
    }

    /** Renders messages of the current event. */
    public EventText text() {
        return text;
    }

    /** The service that wrote the file of the current event. */
    public String service() {
        return service;
    }

    /** How many files between the first and the current one were deleted before they were read. */
    public long filesMissed() {
        return filesMissed;
    }

    @Override
    public void close() {
        closeFile();
    }
}
