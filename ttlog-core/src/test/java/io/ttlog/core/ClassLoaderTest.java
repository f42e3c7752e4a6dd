/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.Span;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.io.File;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A class loader that a container throws away is collected, although threads that recorded live on. */
class ClassLoaderTest {
    private static final int COLLECTIONS_MAX = 50;

    /** The classes of the class path over again, in a loader of their own: all, or those whose names start so. */
    private static final class Again extends URLClassLoader {
        private final String prefix;

        Again(URL[] urls, ClassLoader parent, String prefix) {
            super(urls, parent);
            this.prefix = prefix;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known != null) {
                    return known;
                }
                return name.startsWith(prefix) ? findClass(name) : super.loadClass(name, resolve);
            }
        }
    }

    private static URL[] classPath() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(new URL[0]);
    }

    /** What the thrown-away loader has: an application that uses everything. */
    public static final class Application implements Runnable {
        /** For reflection. */
        public Application() {}

        /** A value of a class of the application. */
        private static final class Value {
            @Override
            public String toString() {
                return "value";
            }
        }

        private static final class Failure extends RuntimeException {
            private static final long serialVersionUID = 1;
        }

        @Override
        public void run() {
            for (int i = 0; i < 100; i++) {
                TTLog.info("application {n} {value} {supplied}", i, new Value(), (java.util.function.Supplier<?>)
                        Value::new);
                TTLog.error("failed {n}", i, new Failure());
                TTLog.atInfo()
                        .with("value", new Value())
                        .withError(new Failure())
                        .log("fluent {value}");
                try (Span span = TTLog.span("application").with("value", new Value())) {
                    span.fail(new Failure());
                }
                TTLog.span("left open").with("value", new Value()); // what fails it would be kept until it is closed
                TTLog.counter("application").labels("k", "v").increment();
                TTLog.histogram("application_ms").record(i);
            }
        }
    }

    /** The same, started and stopped by itself. */
    public static final class WholeApplication implements Runnable {
        private static final TTLogSession SESSION =
                TTLog.init().console(false).store(false).sink("memory").start();

        private static final TTLogSession BESIDE = TTLog.init()
                .name("beside")
                .console(false)
                .store(false)
                .sink("memory")
                .start();

        /** For reflection. */
        public WholeApplication() {}

        @Override
        public void run() {
            new Application().run();
            BESIDE.at(Level.INFO).with("value", new Application.Value()).log("beside {value}");
            BESIDE.span("beside").close();
            BESIDE.gauge("beside").from(() -> 1);
            if (Thread.currentThread().getName().equals("stops")) {
                if (!TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(20))) {
                    throw new IllegalStateException("the flush did not pass");
                }
                SESSION.close();
                BESIDE.close();
            }
        }
    }

    /** Runs the class in a new loader, in threads that live on, and returns what becomes known when the loader is gone. */
    private static PhantomReference<ClassLoader> use(
            ReferenceQueue<ClassLoader> gone, String prefix, Class<? extends Runnable> type, ExecutorService... threads)
            throws Exception {
        Again loader = new Again(classPath(), ClassLoaderTest.class.getClassLoader(), prefix);
        Runnable application = (Runnable)
                loader.loadClass(type.getName()).getDeclaredConstructor().newInstance();
        assertThat(application.getClass().getClassLoader()).isSameAs(loader);
        for (ExecutorService thread : threads) {
            thread.submit(application).get();
        }
        loader.close();
        return new PhantomReference<>(loader, gone);
    }

    private static boolean isCollected(ReferenceQueue<ClassLoader> gone) throws InterruptedException {
        for (int i = 0; i < COLLECTIONS_MAX; i++) {
            System.gc();
            if (gone.remove(20) != null) {
                return true;
            }
        }
        return false;
    }

    private static ExecutorService pool(String name) {
        return Executors.newSingleThreadExecutor(work -> new Thread(work, name));
    }

    @Test
    void letsGoOfALoaderThatLoadedAllOfItAndStopped() throws Exception {
        ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
        ExecutorService waiting = pool("waits");
        ExecutorService stopping = pool("stops");
        try {
            PhantomReference<ClassLoader> loader = use(gone, "io.ttlog.", WholeApplication.class, waiting, stopping);
            assertThat(isCollected(gone))
                    .as("collected beside two threads that live on")
                    .isTrue();
            assertThat(loader.refersTo(null)).isTrue();
        } finally {
            end(waiting, stopping);
        }
    }

    @Test
    void letsGoOfALoaderOfAnApplicationWhileItRuns() throws Exception {
        ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
        ExecutorService waiting = pool("waits");
        try (TTLogSession session =
                TTLog.init().console(false).store(false).sink("memory").start()) {
            PhantomReference<ClassLoader> loader =
                    use(gone, ClassLoaderTest.class.getName(), Application.class, waiting);
            assertThat(TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(20))).isTrue();
            assertThat(isCollected(gone)).as("collected while ttlog runs").isTrue();
            assertThat(loader.refersTo(null)).isTrue();
            assertThat(session.stats().conserved()).isTrue();
        } finally {
            end(waiting);
        }
    }

    private static void end(ExecutorService... threads) throws InterruptedException {
        for (ExecutorService thread : threads) {
            thread.shutdown();
            assertThat(thread.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
