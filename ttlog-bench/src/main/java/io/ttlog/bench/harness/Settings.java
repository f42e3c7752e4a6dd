/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.harness;

import java.util.Map;

/** What a harness is told; a setting that is absent is an error. */
record Settings(Map<String, String> values) {
    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("setting " + name + " is missing; there are " + values.keySet());
        }
        return value;
    }

    long number(String name) {
        return Long.parseLong(text(name));
    }
}
