/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import io.ttlog.ErrorCode;
import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.cli.notation.TimeRange;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.wire.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An export of some tables of a snapshot, a file each. Runs once, on the caller's thread.
 *
 * <p>The file has its name when it is complete and synced. Until then its rows are in {@code NAME.part}, and {@code NAME.journal} tells how far
 * they are right; journals go when all tables are complete.
 */
public final class Export {
    private final Request request;
    private final Snapshot snapshot;
    private final Watcher watcher;

    /** The snapshot stays the caller's. */
    public Export(Request request, Snapshot snapshot, Watcher watcher) {
        this.request = request;
        this.snapshot = snapshot;
        this.watcher = watcher;
    }

    /**
     * What is asked for.
     *
     * @param data the store's directory; an export goes on only with the same
     * @param target the file; the directory of the files when there are several
     * @param several whether there is a file for each table, whatever their number
     * @param format of the files
     * @param tables which
     * @param services of which rows; all when empty
     * @param range of time; that which an export began with when it goes on
     * @param rangeText the range as it was given: an export goes on only with the same
     * @param columns which, in order; all when empty
     * @param force whether a file that is there is replaced, and what is left of an export that was broken off discarded
     * @param resume whether an export that was broken off goes on, if there is one
     */
    public record Request(
            Path data,
            Path target,
            boolean several,
            ExportFormat format,
            List<Signal> tables,
            List<String> services,
            TimeRange range,
            String rangeText,
            List<String> columns,
            boolean force,
            boolean resume) {
        /** Copies the lists. */
        public Request {
            tables = List.copyOf(tables);
            services = List.copyOf(services);
            columns = List.copyOf(columns);
        }

        private String text(Signal table) {
            return "--data " + data.toAbsolutePath().normalize() + " --table " + table.table() + " --format " + format
                    + (rangeText.isEmpty() ? "" : " --time-range " + rangeText)
                    + (services.isEmpty() ? "" : " --service " + String.join(" --service ", services))
                    + (columns.isEmpty() ? "" : " --columns " + String.join(",", columns));
        }
    }

    /** Gets to know how far an export is. */
    public interface Watcher {
        /**
         * After some rows.
         *
         * @param table whose rows are written
         * @param rowsRead of the table, also those that are left out
         * @param rowsTotal of the table, also those that are left out
         * @param rows in the file
         * @param bytes in the file
         */
        void at(String table, long rowsRead, long rowsTotal, long rows, long bytes);

        /** What should be said, once. */
        void tell(String sentence);
    }

    /**
     * A file that was written.
     *
     * @param table whose rows are in it
     * @param file which
     * @param rows in it
     * @param bytes of it
     */
    public record Exported(String table, Path file, long rows, long bytes) {}

    /**
     * Writes the files.
     *
     * @throws TTLogException CONFIGURATION when a file is there already; IO when one cannot be written: what was, an export that goes on needs
     *     not write again
     */
    public List<Exported> run() {
        List<Exported> files = new ArrayList<>();
        List<Path> journals = new ArrayList<>();
        TimeRange range = request.range();
        for (Signal table : request.tables()) {
            Path file = request.several()
                    ? request.target().resolve(table.table() + request.format().suffix())
                    : request.target();
            Path journalFile = named(file, ".journal");
            try {
                if (request.several()) {
                    Files.createDirectories(request.target());
                }
                refuse(file);
                try (Journal journal = Journal.open(journalFile, origin(table, range), request.resume())) {
                    files.add(write(table, file, journal));
                    range = journal.origin().range();
                }
            } catch (IOException e) {
                String kept = Files.exists(named(file, ".part"))
                        ? "; what is in " + named(file, ".part") + " is kept: --resume goes on with it"
                        : "";
                throw new TTLogException(ErrorCode.IO, "writing " + file + " failed: " + e + kept, e);
            }
            journals.add(journalFile);
        }
        for (Path journal : journals) {
            try {
                Files.deleteIfExists(journal);
            } catch (IOException e) {
                throw Disk.failed("deleting", journal, e);
            }
        }
        return files;
    }

    /** The name of a file that goes when the export is complete. */
    static Path named(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private Origin origin(Signal table, TimeRange range) {
        return new Origin(
                request.text(table),
                range,
                TableExport.ordered(snapshot.parts(table)),
                ExportColumns.of(snapshot.schema(table), request.columns(), request.format()));
    }

    private void refuse(Path file) {
        boolean journal = Files.exists(named(file, ".journal"));
        if (Files.isDirectory(file)) {
            throw new TTLogException(ErrorCode.CONFIGURATION, "--to " + file + ": it is a directory");
        }
        if (request.force() || request.resume() && journal) {
            return;
        }
        if (Files.exists(file)) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION, "--to " + file + ": there is a file of that name; --force replaces it");
        }
        if (journal || Files.exists(named(file, ".part"))) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION,
                    "--to " + file
                            + ": an export to it was broken off, or is under way; --resume goes on with it, --force"
                            + " begins anew");
        }
    }

    private Exported write(Signal table, Path file, Journal journal) throws IOException {
        Path partFile = named(file, ".part");
        goOn(table, file, partFile, journal);
        if (!journal.isComplete()) {
            if (!request.force() && Files.exists(file)) {
                throw new TTLogException(
                        ErrorCode.CONFIGURATION,
                        "--to " + file + ": there is a file of that name; --force replaces it");
            }
            List<ExportColumn> columns = journal.origin().columns();
            try (PartFile out = new PartFile(partFile, journal.last().end())) {
                TableWriter writer = writer(table, columns);
                new TableExport(table, snapshot, journal, out, writer, request.services(), watcher).run();
                out.sync();
            }
            journal.complete();
        }
        if (Files.exists(partFile)) {
            Disk.rename(partFile, file);
            Disk.syncDirectory(Disk.folder(file.toAbsolutePath()));
        }
        return new Exported(table.table(), file, journal.last().rows(), Files.size(file));
    }

    /** Finds out how far an export is that was broken off; makes the journal one of an export that begins when that cannot go on. */
    private void goOn(Signal table, Path file, Path partFile, Journal journal) throws IOException {
        String asked = request.text(table);
        if (!journal.origin().request().equals(asked)) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION,
                    "--to " + file + ": the export to it that was broken off had other options: "
                            + journal.origin().request()
                            + "; give the same, or --force without --resume to begin anew");
        }
        journal.compare(partFile);
        boolean nothing = journal.last().end() == 0;
        if (journal.isComplete()) {
            if (Files.exists(partFile) || Files.exists(file)) {
                return;
            }
            watcher.tell(file + " was complete and is gone: beginning anew");
        } else if (TableExport.canGoOn(journal.origin(), journal.last(), snapshot.parts(table))) {
            if (!nothing) {
                watcher.tell(file + ": going on after " + journal.last().rows() + " rows");
            }
            return;
        } else if (!nothing) {
            watcher.tell(file + ": segments that were not read yet have been merged or deleted since: beginning anew");
        }
        journal.beginAnew(origin(table, journal.origin().range()));
    }

    private TableWriter writer(Signal table, List<ExportColumn> columns) {
        return switch (request.format()) {
            case ndjson -> new NdjsonWriter(columns);
            case csv -> new CsvWriter(columns);
            case parquet -> new ParquetWriter(table.table(), columns);
            case arrow -> new ArrowWriter(table.table(), columns);
        };
    }
}
