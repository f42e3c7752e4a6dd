/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Tells what could not be done, once for each subject. Safe for all threads. */
final class Reports {
    /** Subjects beyond these are not told. */
    static final int SUBJECTS_MAX = 1_000;

    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final Consumer<String> out;

    Reports(Consumer<String> out) {
        this.out = out;
    }

    void tell(String subject, String problem) {
        if (told.size() < SUBJECTS_MAX && told.add(subject)) {
            out.accept("ttlog: " + subject + " " + problem);
        }
    }
}
