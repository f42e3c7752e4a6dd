/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.jvm;

import io.ttlog.spi.Metrics;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What java.management tells: memory pools, buffers, threads by state, classes, processors. */
final class JmxSource implements JvmWatch.Source {
    private static final String POOL = "jvm.memory.pool.name";
    private static final String TYPE = "jvm.memory.type";
    private static final String BUFFERS = "jvm.buffer.pool.name";
    private static final String DAEMON = "jvm.thread.daemon";
    private static final String STATE = "jvm.thread.state";
    private static final Thread.State[] STATES = Thread.State.values();

    private final Metrics metrics;
    private final List<MemoryPoolMXBean> memory = ManagementFactory.getMemoryPoolMXBeans();
    private final List<BufferPoolMXBean> buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();

    JmxSource(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void look() {
        for (MemoryPoolMXBean pool : memory) {
            usage("jvm.memory.used", pool, pool.getUsage(), true);
            usage("jvm.memory.used_after_last_gc", pool, pool.getCollectionUsage(), false);
        }
        for (BufferPoolMXBean pool : buffers) {
            metrics.gauge("jvm.buffer.memory.used")
                    .labels(BUFFERS, pool.getName())
                    .set((double) pool.getMemoryUsed());
            metrics.gauge("jvm.buffer.memory.limit")
                    .labels(BUFFERS, pool.getName())
                    .set((double) pool.getTotalCapacity());
            metrics.gauge("jvm.buffer.count").labels(BUFFERS, pool.getName()).set((double) pool.getCount());
        }
        threads();
        upTo("jvm.class.loaded", classes.getTotalLoadedClassCount());
        upTo("jvm.class.unloaded", classes.getUnloadedClassCount());
        metrics.gauge("jvm.class.count").set(classes.getLoadedClassCount());
        metrics.gauge("jvm.cpu.count").set(Runtime.getRuntime().availableProcessors());
    }

    /** A pool that is not valid any more, or does not tell, has no usage. */
    private void usage(String name, MemoryPoolMXBean pool, @Nullable MemoryUsage usage, boolean sizes) {
        if (usage == null) {
            return;
        }
        String[] labels = {POOL, pool.getName(), TYPE, pool.getType() == MemoryType.HEAP ? "heap" : "non_heap"};
        metrics.gauge(name).labels(labels).set((double) usage.getUsed());
        if (sizes) {
            metrics.gauge("jvm.memory.committed").labels(labels).set((double) usage.getCommitted());
            if (usage.getMax() >= 0) {
                metrics.gauge("jvm.memory.limit").labels(labels).set((double) usage.getMax());
            }
        }
    }

    private void threads() {
        int[][] counts = new int[2][STATES.length];
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null) { // it lives still
                counts[thread.isDaemon() ? 1 : 0][thread.getThreadState().ordinal()]++;
            }
        }
        for (Thread.State state : STATES) {
            for (int daemon = 0; daemon < 2; daemon++) {
                if (state != Thread.State.NEW && state != Thread.State.TERMINATED) { // JMX knows none of these
                    metrics.gauge("jvm.thread.count")
                            .labels(
                                    DAEMON,
                                    String.valueOf(daemon == 1),
                                    STATE,
                                    state.name().toLowerCase(Locale.ROOT))
                            .set(counts[daemon][state.ordinal()]);
                }
            }
        }
    }

    private void upTo(String name, long count) {
        metrics.counter(name).add(Math.max(0, count - metrics.counter(name).value()));
    }

    @Override
    public void close() {}
}
