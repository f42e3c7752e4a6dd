/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.core.sink.file.EventFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Prints event files while they are written: again and again what has been appended, and the files that have come. One thread,
 * which opens at most {@link #FILES_MAX} files at a time.
 */
final class Following implements Closeable {
    /** How often files and directories are looked at. */
    static final long POLL_MILLIS = 200;

    /** The newest files that are looked at again; those before them are read once. */
    static final int FILES_MAX = 64;

    /** Between two looks. */
    @FunctionalInterface
    interface Pause {
        /** Waits; false when it is time to end. */
        boolean await() throws InterruptedException;
    }

    /** A directory whose new files are followed. */
    private static final class Place {
        private final Path directory;
        private boolean whole;
        private String latest = ""; // name of the newest file; all sort behind this

        private final Set<String> known = new HashSet<>();

        Place(Path directory) {
            this.directory = directory;
        }

        /** Files up to this one are followed only if they were named. */
        void named(Path file) {
            known.add(name(file));
            latest = later(latest, name(file));
        }

        /** The files that have come since the last call. */
        List<Path> news() throws IOException {
            String before = whole ? "" : latest;
            Set<String> there = new HashSet<>();
            List<Path> files;
            try {
                files = EventFiles.in(
                        directory,
                        file -> there.add(name(file))
                                && name(file).compareTo(before) > 0
                                && !known.contains(name(file)));
            } catch (NoSuchFileException | NotDirectoryException gone) {
                return List.of(); // it may come back, as it does when the sink makes it again
            }
            known.retainAll(there); // so that it does not grow for ever
            for (Path file : files) {
                known.add(name(file));
                latest = later(latest, name(file));
            }
            return files;
        }

        boolean isSucceeded(Path file) {
            return name(file).compareTo(latest) < 0;
        }

        private static String later(String a, String b) {
            return a.compareTo(b) >= 0 ? a : b;
        }
    }

    private final EventPrinter printer;
    private final Map<Path, Place> places = new LinkedHashMap<>(); // by real directory
    private final List<FollowedFile> files = new ArrayList<>();

    /** Prints nothing yet. The arguments, files or directories, have been seen to exist. */
    Following(EventPrinter printer, List<Path> arguments) {
        this.printer = printer;
        for (Path argument : arguments) {
            if (Files.isDirectory(argument)) {
                place(argument).whole = true;
                continue;
            }
            if (EventFiles.isNamed(argument)) { // nothing can be behind another name
                place(directory(argument)).named(argument);
            }
            files.add(new FollowedFile(argument, printer));
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static Path directory(Path file) {
        return Objects.requireNonNullElse(file.getParent(), Path.of("."));
    }

    private Place place(Path directory) {
        return places.computeIfAbsent(directory.toAbsolutePath().normalize(), key -> new Place(directory));
    }

    /** Prints until the pause says that it is time to end. */
    void run(Pause pause) throws IOException, InterruptedException {
        do {
            look();
        } while (pause.await());
    }

    private void look() throws IOException {
        for (Place place : places.values()) {
            for (Path file : place.news()) {
                files.add(new FollowedFile(file, printer));
            }
        }
        files.sort(Comparator.comparing(file -> name(file.path())));
        int before = files.size() - FILES_MAX;
        for (Iterator<FollowedFile> each = files.iterator(); each.hasNext(); before--) {
            FollowedFile file = each.next();
            boolean ended = before > 0
                    || EventFiles.isNamed(file.path())
                            && place(directory(file.path())).isSucceeded(file.path());
            if (!file.look(ended) || before > 0) {
                file.close();
                each.remove();
            }
        }
        printer.flush();
    }

    @Override
    public void close() throws IOException {
        for (FollowedFile file : files) {
            file.close();
        }
    }
}
