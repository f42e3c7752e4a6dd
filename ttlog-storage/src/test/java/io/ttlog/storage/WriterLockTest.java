/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.ManifestFile;
import java.io.BufferedReader;
import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One writer at a time, whoever the other one is. */
class WriterLockTest {
    @TempDir
    Path directory;

    @AfterEach
    void killProcesses() throws InterruptedException {
        WriterProcess.killAll();
    }

    @Test
    void secondWriterIsRefusedWithPidAndHostOfTheFirst() throws Exception {
        Process process = WriterProcess.start(directory, 0, 1 << 20, Long.MAX_VALUE >> 8, 0);
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("opened");
            assertThatThrownBy(() -> Store.open(directory, StoreOptions.DEFAULT))
                    .isInstanceOfSatisfying(
                            TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_LOCKED))
                    .hasMessageContaining("pid=" + process.pid())
                    .hasMessageMatching("(?s).* host=\\S+ .*");
            // A refused attempt must not have dropped the first writer's lock.
            assertThatThrownBy(() -> Store.open(directory, StoreOptions.DEFAULT))
                    .hasMessageContaining("pid=" + process.pid());
        } finally {
            process.destroyForcibly().waitFor();
        }
        // kill -9 ends the lock.
        Store.open(directory, StoreOptions.DEFAULT).close();
    }

    @Test
    void writerProcessEndsWithTheTestThatStartedIt() throws Exception {
        Process process = WriterProcess.start(directory, 0, 1 << 20, Long.MAX_VALUE >> 8, 0);
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("opened");
            process.getOutputStream().close();
            assertThat(out.lines()).doesNotContain("closed"); // it would write for ever
        }
        assertThat(process.waitFor()).isEqualTo(WriterProcess.ORPHAN_EXIT);
    }

    @Test
    void secondWriterInOneProcessIsRefusedAndTheFirstKeepsItsLock() throws Exception {
        try (Store first = Store.open(directory, StoreOptions.DEFAULT)) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> Store.open(directory.resolve("."), StoreOptions.DEFAULT))
                        .isInstanceOfSatisfying(
                                TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_LOCKED))
                        .hasMessageContaining("pid=" + ProcessHandle.current().pid());
            }
            assertRefused(WriterProcess.start(directory, 0, 1 << 20, 1, 0));
            first.seal();
        }
        Store.open(directory, StoreOptions.DEFAULT).close();
    }

    @Test
    void secondClassLoaderIsRefusedAndTheFirstKeepsItsLock() throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            classPath.add(Path.of(element).toUri().toURL());
        }
        ClassLoader platform = ClassLoader.getPlatformClassLoader();
        try (URLClassLoader other = new URLClassLoader(classPath.toArray(new URL[0]), platform)) {
            Class<?> options = other.loadClass(StoreOptions.class.getName());
            Method open = other.loadClass(Store.class.getName()).getMethod("open", Path.class, options);
            Object defaults = options.getField("DEFAULT").get(null);
            try (Store first = Store.open(directory, StoreOptions.DEFAULT)) {
                for (int attempt = 0; attempt < 2; attempt++) {
                    assertThatThrownBy(() -> open.invoke(null, directory, defaults))
                            .cause()
                            .hasMessageContaining(
                                    "pid=" + ProcessHandle.current().pid());
                }
                assertRefused(WriterProcess.start(directory, 0, 1 << 20, 1, 0));
                first.seal();
            }
            ((AutoCloseable) Objects.requireNonNull(open.invoke(null, directory, defaults))).close();
        }
        Store.open(directory, StoreOptions.DEFAULT).close();
    }

    private static void assertRefused(Process other) throws Exception {
        try (BufferedReader out = other.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.lines().toList().toString()).contains("is being written");
        }
        assertThat(other.waitFor()).isNotZero();
    }

    /** As it may happen on a network file system that has no locks. */
    @Test
    void writerWhoseStoreWasTakenOverWritesNoManifest() throws Exception {
        Model model = new Model(1);
        model.nextBatch(10);
        Store store = Store.open(directory, StoreOptions.DEFAULT);
        store.append(model.batch(), 0, model.batchBytes(), model.symbols());
        Manifest ours = Objects.requireNonNull(ManifestFile.read(directory));
        ManifestFile.write(directory, ours.nextEpoch());
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(store::seal)
                    .isInstanceOfSatisfying(
                            TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_LOCKED))
                    .hasMessageContaining("taken over");
        }
        store.close();
        assertThat(ManifestFile.read(directory)).isEqualTo(ours.nextEpoch());
        assertThat(StoreFiles.segmentFiles(directory)).isEmpty();
        StoreTest.assertRows(Store.read(directory), model, "in the log");
    }
}
