/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The disk forgets what a disk forgets, and nothing else. */
class SimulatedDiskTest {
    private static final int SECTORS = 8;

    private final SimulatedDisk disk = new SimulatedDisk();
    private final Path file = disk.path("/file");

    private static byte[] bytes(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static void writeFully(FileChannel channel, byte[] bytes, long at) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        while (source.hasRemaining()) {
            channel.write(source, at + source.position());
        }
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path left(double share) {
        return disk.afterPowerLoss(new Random(1), share).path("/file");
    }

    @Test
    void keepsForcedBytesUnderAForcedName() throws IOException {
        try (FileChannel channel = open(file)) {
            writeFully(channel, bytes(1000, 1), 0);
            channel.force(false);
            assertThat(Files.exists(left(0))).as("the name is not durable").isFalse();
            force(disk.path("/"));
            writeFully(channel, bytes(1000, 2), 500);
            assertThat(Files.readAllBytes(left(0))).isEqualTo(bytes(1000, 1));
            assertThat(Files.size(left(1))).isEqualTo(1500);
            assertThat(Files.readAllBytes(file)).startsWith(bytes(500, 1)).endsWith(bytes(1000, 2));
        }
    }

    @Test
    void tearsWhatIsNotForcedBySectorsInNoOrder() throws IOException {
        Set<Integer> patterns = new TreeSet<>();
        Set<Long> sizes = new TreeSet<>();
        try (FileChannel channel = open(file)) {
            writeFully(channel, bytes(SECTORS * FileNode.SECTOR_BYTES, 1), 0);
            channel.force(false);
            force(disk.path("/"));
            writeFully(channel, bytes((SECTORS + 1) * FileNode.SECTOR_BYTES, 2), 0);
        }
        Random random = new Random(1);
        for (int i = 0; i < 3000; i++) {
            byte[] left = Files.readAllBytes(disk.afterPowerLoss(random, 0.5).path("/file"));
            sizes.add((long) left.length);
            int pattern = 0;
            for (int sector = 0; sector < SECTORS; sector++) {
                int at = sector * FileNode.SECTOR_BYTES;
                byte[] whole = Arrays.copyOfRange(left, at, at + FileNode.SECTOR_BYTES);
                assertThat(whole).isEqualTo(bytes(FileNode.SECTOR_BYTES, whole[0]));
                pattern |= whole[0] == 2 ? 1 << sector : 0;
            }
            patterns.add(pattern);
        }
        assertThat(patterns).as("each subset of the sectors").hasSize(1 << SECTORS);
        assertThat(sizes).hasSizeGreaterThan(100);
    }

    @Test
    void aRenameThatIsNotForcedHasHappenedOrNot() throws IOException {
        Files.write(file, bytes(10, 1));
        try (FileChannel channel = open(file)) {
            channel.force(false);
        }
        Path next = disk.path("/next");
        Files.write(next, bytes(10, 2));
        try (FileChannel channel = open(next)) {
            channel.force(false);
        }
        force(disk.path("/"));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        assertThat(Files.exists(next)).isFalse();
        Set<Byte> seen = new TreeSet<>();
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            SimulatedDisk left = disk.afterPowerLoss(random, 0.5);
            byte[] content = Files.readAllBytes(left.path("/file"));
            assertThat(Files.exists(left.path("/next"))).isEqualTo(content[0] == 1);
            seen.add(content[0]);
        }
        assertThat(seen).containsExactly((byte) 1, (byte) 2);
        force(disk.path("/"));
        assertThat(Files.readAllBytes(left(0))).isEqualTo(bytes(10, 2));
    }

    @Test
    void aDeletedFileIsBackUntilItsDirectoryWasForced() throws IOException {
        Files.write(file, bytes(10, 1));
        try (FileChannel channel = open(file)) {
            channel.force(false);
            force(disk.path("/"));
            Files.delete(file);
            writeFully(channel, bytes(10, 2), 0);
            assertThat(Files.readAllBytes(left(0))).isEqualTo(bytes(10, 1));
            force(disk.path("/"));
            assertThat(Files.exists(left(0))).isFalse();
        }
    }

    @Test
    void whatIsInADirectoryGoesWithIt() throws IOException {
        Path directory = Files.createDirectories(disk.path("/a/b"));
        try (FileChannel channel = open(directory.resolve("c"))) {
            channel.force(false);
        }
        force(directory);
        force(disk.path("/a"));
        assertThat(Files.exists(disk.afterPowerLoss(new Random(1), 0).path("/a/b/c")))
                .isFalse();
        force(disk.path("/"));
        assertThat(Files.exists(disk.afterPowerLoss(new Random(1), 0).path("/a/b/c")))
                .isTrue();
        try (var walked = Files.walk(disk.path("/"))) {
            assertThat(walked.map(Path::toString)).containsExactly("/", "/a", "/a/b", "/a/b/c");
        }
    }

    @Test
    void aForceThatFailedIsNotMadeGoodByTheNext() throws IOException {
        try (FileChannel channel = open(file)) {
            writeFully(channel, bytes(512, 1), 0);
            force(disk.path("/"));
            disk.fail(Fault.once(Set.of(OperationKind.FORCE), 1));
            assertThatThrownBy(() -> channel.force(false)).isInstanceOf(InjectedFailure.class);
            assertThat(disk.failures()).isEqualTo(1);
            writeFully(channel, bytes(512, 2), 512);
            channel.force(false);
        }
        assertThat(Files.readAllBytes(file)).startsWith(bytes(512, 1));
        assertThat(Files.readAllBytes(left(1))).startsWith(bytes(512, 0)).endsWith(bytes(512, 2));
    }

    @Test
    void aKillKeepsEverythingButTheLock() throws IOException {
        try (FileChannel channel = open(file)) {
            writeFully(channel, bytes(10, 1), 0);
            channel.lock();
            assertThatThrownBy(channel::tryLock).isInstanceOf(OverlappingFileLockException.class);
            Path copy = disk.afterKill().path("/file");
            assertThat(Files.readAllBytes(copy)).isEqualTo(bytes(10, 1));
            try (FileChannel other = open(copy)) {
                assertThat(other.tryLock().isValid()).isTrue();
            }
            assertThat(Files.exists(copy)).isTrue();
        }
        try (FileChannel channel = open(file)) {
            channel.lock();
        }
    }

    @Test
    void watchersSeeEachChangeBeforeItIsDone() throws IOException {
        List<String> seen = new ArrayList<>();
        disk.watch(operation -> seen.add(operation.index() + " " + operation.kind() + " " + operation.path() + " "
                + Files.exists(disk.path(operation.path()))));
        try (FileChannel channel = open(file)) {
            writeFully(channel, bytes(1, 1), 0);
            channel.force(false);
        }
        Files.delete(file);
        assertThat(seen)
                .containsExactly(
                        "1 CREATE /file false", "2 WRITE /file true", "3 FORCE /file true", "4 DELETE /file true");
        assertThat(disk.changes()).isEqualTo(4);
    }

    @Test
    void afterAFailedWriteNobodyKnowsHowMuchIsThere() throws IOException {
        try (FileChannel channel = open(file)) {
            disk.fail(Fault.forEver(Set.of(OperationKind.WRITE), 2));
            writeFully(channel, bytes(10, 1), 0);
            assertThatThrownBy(() -> writeFully(channel, bytes(10, 2), 10)).isInstanceOf(InjectedFailure.class);
            assertThatThrownBy(() -> writeFully(channel, bytes(10, 2), 10)).isInstanceOf(InjectedFailure.class);
            assertThat(channel.size()).isEqualTo(15);
            disk.fail(Fault.NONE);
            writeFully(channel, bytes(10, 2), 10);
        }
        assertThat(Files.size(file)).isEqualTo(20);
    }

    @Test
    void aFullDiskTakesWhatThereIsRoomFor() throws IOException {
        disk.capacityBytes(15);
        try (FileChannel channel = open(file)) {
            assertThat(channel.write(ByteBuffer.wrap(bytes(10, 1)))).isEqualTo(10);
            assertThat(channel.write(ByteBuffer.wrap(bytes(10, 1)))).isEqualTo(5);
            assertThatThrownBy(() -> channel.write(ByteBuffer.wrap(bytes(10, 1))))
                    .hasMessage("No space left on device");
            assertThat(Files.getFileStore(file).getUsableSpace()).isZero();
            assertThat(channel.write(ByteBuffer.wrap(bytes(10, 2)), 0))
                    .as("no growth")
                    .isEqualTo(10);
        }
        Files.delete(file);
        assertThat(Files.getFileStore(disk.path("/")).getUsableSpace()).isEqualTo(15);
    }

    @Test
    void aReadOnlyDiskRefusesChanges() throws IOException {
        Files.write(file, bytes(10, 1));
        disk.readOnly(true);
        assertThat(Files.readAllBytes(file)).hasSize(10);
        assertThatThrownBy(() -> Files.delete(file)).hasMessageContaining("Read-only file system");
        assertThatThrownBy(() -> open(file)).hasMessageContaining("Read-only file system");
        assertThatThrownBy(() -> open(disk.path("/other"))).hasMessageContaining("Read-only file system");
        assertThatThrownBy(() -> open(disk.path("/none/other"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void mapsAndCopiesAndLinks() throws IOException {
        Files.write(file, bytes(3000, 7));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer map = channel.map(FileChannel.MapMode.READ_ONLY, 0, 3000);
            byte[] read = new byte[3000];
            map.get(read);
            assertThat(read).isEqualTo(bytes(3000, 7));
        }
        Files.copy(file, disk.path("/copy"));
        Files.createLink(disk.path("/link"), file);
        assertThat(Files.readAllBytes(disk.path("/copy"))).isEqualTo(bytes(3000, 7));
        Files.delete(file);
        assertThat(Files.readAllBytes(disk.path("/link"))).isEqualTo(bytes(3000, 7));
    }
}
