/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Flight Recorder: an event class with the three fields and no stack trace. The JVM writes the buffers, so there is nothing
 * to wait for and nothing that could be discarded; where it would be, the recording is held to {@link #DISCARD_BYTES_MAX}.
 */
final class JfrPeer implements Peer {
    private static final long DISCARD_BYTES_MAX = 256L << 20;
    private static final String EVENT = "bench.User";

    private final Path directory;
    private final Path file;
    private final boolean discards;
    private final Recording recording = new Recording();
    private boolean open = true;

    /** One log event or span. */
    @Name(EVENT)
    @Label("User did something")
    @StackTrace(false)
    static final class UserEvent extends Event {
        long userId;
        String action = "";
        String path = "";
    }

    JfrPeer(Setup setup) throws IOException {
        discards = setup.discards();
        directory = setup.directory();
        file = setup.directory().resolve("recording.jfr");
        recording.enable(UserEvent.class).withoutThreshold();
        recording.setToDisk(true);
        if (discards) {
            recording.setMaxSize(DISCARD_BYTES_MAX);
        } else {
            recording.setDestination(file);
        }
        recording.start();
    }

    @Override
    public void log(long userId, String action, String path) {
        UserEvent event = new UserEvent();
        event.userId = userId;
        event.action = action;
        event.path = path;
        event.commit();
    }

    @Override
    public void span(long userId, String action, String path) {
        UserEvent event = new UserEvent();
        event.begin();
        event.userId = userId;
        event.action = action;
        event.path = path;
        event.commit();
    }

    @Override
    public long arrived() {
        return Long.MAX_VALUE;
    }

    @Override
    public void finish() {
        if (open) {
            open = false;
            recording.stop(); // writes the destination
        }
    }

    @Override
    public void close() {
        finish();
        recording.close();
    }

    @Override
    public long stored() throws IOException {
        if (discards) {
            return Long.MAX_VALUE;
        }
        long events = 0;
        try (RecordingFile reader = new RecordingFile(file)) {
            while (reader.hasMoreEvents()) {
                events += reader.readEvent().getEventType().getName().equals(EVENT) ? 1 : 0;
            }
        }
        return events;
    }

    @Override
    public long fileBytes() throws IOException {
        return Folder.bytes(directory);
    }
}
