/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The event files of a directory. Stateless. */
public final class EventFiles {
    private EventFiles() {}

    /**
     * The event files in the directory, told by their names and by their first bytes, oldest first. A file that is empty, since
     * its writer was killed before the header was on the disk, is one by its name. Links are not followed.
     *
     * @throws IOException when the directory cannot be listed
     */
    public static List<Path> in(Path directory) throws IOException {
        return in(directory, file -> true);
    }

    /**
     * As {@link #in(Path)}, of the files that are asked for: the others are not opened.
     *
     * @param asked is given paths whose names are those of event files
     */
    public static List<Path> in(Path directory, Predicate<Path> asked) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "events-*.ttlog")) {
            for (Path file : entries) {
                if (isNamed(file)
                        && asked.test(file)
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        && isOurs(file)) {
                    files.add(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.sort(Comparator.comparing(file -> String.valueOf(file.getFileName())));
        return files;
    }

    /** Whether the file has the name of an event file; names that are sorted as text are sorted by time. */
    public static boolean isNamed(Path file) {
        return name(file) != null;
    }

    /** The name that sorts last in the directory, whatever the file holds; null if there is none. */
    static @Nullable EventFileName latestName(Path directory) throws IOException {
        EventFileName latest = null;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "events-*.ttlog")) {
            for (Path file : entries) {
                EventFileName name = name(file);
                if (name != null && (latest == null || name.toString().compareTo(latest.toString()) > 0)) {
                    latest = name;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return latest;
    }

    private static @Nullable EventFileName name(Path file) {
        return EventFileName.parse(String.valueOf(file.getFileName()));
    }

    private static boolean isOurs(Path file) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] magic = FileFormat.KIND.magicBytes();
            byte[] start = in.readNBytes(magic.length);
            return start.length == 0 || Arrays.equals(start, magic);
        } catch (IOException unreadable) {
            return false; // gone meanwhile, or not for us
        }
    }
}
