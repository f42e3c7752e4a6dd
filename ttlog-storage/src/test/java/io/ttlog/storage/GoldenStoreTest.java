/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.chunk.RestColumn;
import io.ttlog.storage.index.KeyKind;
import io.ttlog.storage.log.LogFile;
import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.segment.v1.SegmentFile;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole store as a version has left it, killed while it wrote, in {@code src/test/resources/golden}: every row that was recorded then is
 * there, for a reader, a writer, and behind a merge. With {@code -Dttlog.golden=DIRECTORY} store and rows are made anew; CONTRIBUTING.md
 * says when that may be.
 */
class GoldenStoreTest {
    private static final String NAME = "store-v1";
    private static final String ROWS = "store-v1-rows.txt.gz";

    private static final int QUESTIONS = 500;

    @TempDir
    Path temporary;

    private Path store = Path.of("");
    private List<String> recorded = List.of();

    @BeforeEach
    void copy() throws Exception {
        Path golden = golden();
        store = temporary.resolve("copy");
        GoldenStore.copy(golden.resolve(NAME), store);
        recorded = GoldenStore.readLines(golden.resolve(ROWS));
    }

    private Path golden() throws Exception {
        String anew = System.getProperty("ttlog.golden");
        if (anew == null) {
            return committed();
        }
        Path target = Path.of(anew);
        Path store = target.resolve(NAME);
        GoldenStore.delete(store);
        new GoldenStore(temporary.resolve("golden")).writeTo(store);
        try (Snapshot snapshot = Store.read(store)) {
            GoldenStore.writeLines(target.resolve(ROWS), GoldenStore.lines(snapshot));
        }
        return target;
    }

    private static Path committed() throws URISyntaxException {
        URL manifest = GoldenStoreTest.class.getResource("/golden/" + NAME + "/" + ManifestFile.NAME);
        Path directory = Path.of(Objects.requireNonNull(manifest).toURI()).getParent();
        return Objects.requireNonNull(Objects.requireNonNull(directory).getParent());
    }

    private static void assertSame(List<String> expected, Snapshot snapshot, String what) {
        assertThat(GoldenStore.lines(snapshot)).as(what).containsExactlyElementsOf(expected);
        assertThat(snapshot.damage()).as(what).isEmpty();
    }

    @Test
    void aReaderHasTheRowsThatWereRecorded() {
        assertThat(recorded).hasSizeGreaterThan(500);
        try (Snapshot snapshot = Store.read(store)) {
            assertSame(recorded, snapshot, "read");
        }
        assertThat(Store.verify(store).damage()).isEmpty();
        assertThat(Store.verify(store).rows()).isEqualTo(recorded.size());
    }

    /** What a hash or a least value says is part of the format, too. */
    @Test
    void indexesThatWereWrittenThenFindThem() {
        Random random = new Random(1);
        try (Snapshot snapshot = Store.read(store)) {
            int ruledOut = 0;
            for (int i = 0; i < QUESTIONS; i++) {
                Signal signal = Signal.values()[i % Signal.values().length];
                List<Map<String, Object>> rows = TableRows.scan(snapshot, signal);
                StoreQuestion question = StoreQuestion.of(random, signal, rows);
                List<Map<String, Object>> found = TableRows.scan(snapshot, signal, all -> question.scan(all.columns()));
                ruledOut += rows.size() - found.size();
                rows.removeIf(row -> !question.holds().test(row));
                found.removeIf(row -> !question.holds().test(row));
                assertThat(found).as(question.words()).containsExactlyElementsOf(rows);
            }
            assertThat(ruledOut).isPositive();
        }
    }

    @Test
    void aWriterGoesOnWithThem() throws Exception {
        Symbols symbols = new Symbols();
        EventEncoder encoder = new EventEncoder();
        encoder.beginLog(Level.FATAL, symbols.intern("mine"), 0, 0, 0, RollUpHistory.START + RollUpHistory.DAY);
        byte[] mine = Arrays.copyOf(encoder.buffer(), EventFormat.aligned(encoder.end()));
        List<String> all = new ArrayList<>(recorded);
        all.add("logs level=\"FATAL\" message=\"mine\" template=\"mine\" timestamp="
                + (RollUpHistory.START + RollUpHistory.DAY));
        Collections.sort(all);
        try (Store opened = Store.open(store, StoreOptions.DEFAULT.withMergeFanIn(0))) {
            assertThat(opened.recoveryDamage()).isEmpty();
            assertSame(recorded, opened.snapshot(), "opened");
            assertThat(opened.storedThrough(77))
                    .as("frames, of which the last are in the log")
                    .isEqualTo(7);
            opened.append(mine, 0, mine.length, symbols);
            opened.seal();
            assertSame(all, opened.snapshot(), "sealed");
            opened.compact();
            assertSame(all, opened.snapshot(), "merged");
        }
        try (Snapshot snapshot = Store.read(store)) {
            assertSame(all, snapshot, "closed");
        }
    }

    @Test
    void aBackupOfItIsRestored() {
        Store.backup(store, temporary.resolve("backup"), true);
        Store.restore(temporary.resolve("backup"), temporary.resolve("restored"));
        try (Snapshot snapshot = Store.read(temporary.resolve("restored"))) {
            assertSame(recorded, snapshot, "restored");
        }
    }

    /** What is not in it is not proven by it. */
    @Test
    void hasOneOfEverything() throws Exception {
        Manifest manifest = Objects.requireNonNull(ManifestFile.read(store));
        Set<Signal> tables = EnumSet.noneOf(Signal.class);
        Set<Integer> levels = new TreeSet<>();
        Set<Boolean> rolledUp = new TreeSet<>();
        Set<Integer> codecs = new TreeSet<>();
        Set<KeyKind> filters = EnumSet.noneOf(KeyKind.class);
        boolean rest = false;
        boolean stretches = false;
        for (SegmentEntry entry : manifest.segments()) {
            tables.add(entry.signal());
            levels.add(entry.level());
            rolledUp.add(entry.rolledUp());
            SegmentFile file = SegmentFile.open(store.resolve(entry.path()), entry.path());
            file.filters().bytes().forEach(filter -> filters.add(filter.kind()));
            rest |= file.columns().contains(RestColumn.KEY);
            stretches |= file.stretchCount() > 0;
            addCodecs(Files.readAllBytes(store.resolve(entry.path())), codecs);
        }
        assertThat(tables).containsExactlyInAnyOrder(Signal.values());
        assertThat(levels).contains(0, 1);
        assertThat(rolledUp).containsExactly(false, true);
        assertThat(codecs).containsExactly(0, 1, 2, 3);
        assertThat(filters).contains(KeyKind.VALUES, KeyKind.IDS);
        assertThat(rest).as("rest column").isTrue();
        assertThat(stretches).as("stretches").isTrue();
        assertThat(manifest.marks()).hasSize(1);
        List<Path> logs = LogFile.list(store.resolve(StoreFiles.LOG));
        assertThat(logs).hasSize(1);
        try (LogFile log = LogFile.open(logs.get(0))) {
            log.replay(manifest.sealedThrough() + 1, (event, sequence) -> tables.remove(event.signal()));
            assertThat(log.eventCount()).isGreaterThan(50);
        }
        assertThat(tables).as("tables without an event in the log").allMatch(Signal::isRollUp);
    }

    private static void addCodecs(byte[] segment, Set<Integer> codecs) {
        for (int at = 0; at + BlockFormat.HEADER_BYTES <= segment.length; at++) {
            if (EventFormat.getInt(segment, at) == BlockFormat.MAGIC && segment[at + 4] == BlockFormat.VERSION) {
                codecs.add((int) segment[at + 5]);
            }
        }
    }
}
