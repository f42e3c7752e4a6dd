/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.core.event.EventReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A chain of stages; an event is kept when all of them keep it. Immutable: to change it, swap the whole. */
public final class Pipeline {
    /** Keeps everything. */
    public static final Pipeline EMPTY = new Pipeline(List.of());

    private final List<Stage> stages;
    // What is complained about, made beforehand: when it is wanted, there may be no memory to make it.
    private final String[] subjects;
    private final Supplier<String> kept;

    private Pipeline(List<Stage> stages) {
        this.stages = List.copyOf(stages);
        kept = () -> "the events that it fails on are kept";
        subjects = new String[stages.size()];
        for (int i = 0; i < subjects.length; i++) {
            subjects[i] = "stage " + (i + 1) + " of the pipeline";
        }
    }

    /** This chain with one more stage at its end. */
    public Pipeline with(Stage stage) {
        List<Stage> longer = new ArrayList<>(stages);
        longer.add(stage);
        return new Pipeline(longer);
    }

    boolean isEmpty() {
        return stages.isEmpty();
    }

    /** Whether the event goes on. A stage that throws keeps: a broken filter must not eat telemetry. */
    boolean keeps(EventReader event, Complaints complaints) {
        for (int i = 0; i < stages.size(); i++) {
            try {
                if (!stages.get(i).keeps(event)) {
                    return false;
                }
            } catch (Throwable failure) { // whatever foreign code throws, the pump goes on
                complaints.about(subjects[i], failure, kept);
            }
        }
        return true;
    }
}
