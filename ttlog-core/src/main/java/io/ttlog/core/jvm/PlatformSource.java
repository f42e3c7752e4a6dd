/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.jvm;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import com.sun.management.OperatingSystemMXBean;
import io.ttlog.spi.Metrics;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;

/**
 * What jdk.management tells beyond java.management: how long each collection took, as it ends, from a thread of the JVM, and the
 * process's CPU. How long it took is the pause for collectors that stop the world; concurrent ones have names of their own for cycles
 * and pauses ({@code ZGC Pauses}).
 */
final class PlatformSource implements JvmWatch.Source, NotificationListener {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final Metrics metrics;
    private final List<NotificationEmitter> collectors = new ArrayList<>();
    private final @Nullable OperatingSystemMXBean system;

    PlatformSource(Metrics metrics) {
        this.metrics = metrics;
        system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(this, null, null);
                collectors.add(emitter);
            }
        }
    }

    @Override
    public void handleNotification(Notification notification, @Nullable Object handback) {
        if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            GarbageCollectionNotificationInfo collection =
                    GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
            GcInfo info = collection.getGcInfo();
            metrics.histogram("jvm.gc.duration")
                    .labels("jvm.gc.name", collection.getGcName(), "jvm.gc.action", collection.getGcAction())
                    .record(info.getDuration() / MILLIS_PER_SECOND);
        }
    }

    @Override
    public void look() {
        if (system == null) {
            return;
        }
        long cpuNanos = system.getProcessCpuTime();
        if (cpuNanos >= 0) {
            metrics.gauge("jvm.cpu.time").set(cpuNanos / NANOS_PER_SECOND);
        }
        double load = system.getProcessCpuLoad();
        if (load >= 0) {
            metrics.gauge("jvm.cpu.recent_utilization").set(load);
        }
    }

    @Override
    public void close() {
        for (NotificationEmitter collector : collectors) {
            try {
                collector.removeNotificationListener(this);
            } catch (ListenerNotFoundException gone) {
                // somebody else took it away
            }
        }
    }
}
