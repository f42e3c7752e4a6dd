/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON object with its members in order, equal names included. Values as {@link Json} says. */
final class JsonObject {
    private final List<String> names = new ArrayList<>();
    private final List<@Nullable Object> values = new ArrayList<>();

    void add(String name, @Nullable Object value) {
        names.add(name);
        values.add(value);
    }

    int size() {
        return names.size();
    }

    String name(int index) {
        return names.get(index);
    }

    @Nullable
    Object value(int index) {
        return values.get(index);
    }

    /** The value of the first member of the name, or null. */
    @Nullable
    Object get(String name) {
        int index = names.indexOf(name);
        return index < 0 ? null : values.get(index);
    }

    /** The text of the first member of the name, or null when there is none or it is no text. */
    @Nullable
    String text(String name) {
        return get(name) instanceof String text ? text : null;
    }

    /** The objects in the array of the name; empty when there is no such array. */
    List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        if (get(name) instanceof JsonArray array) {
            for (Object item : array.items()) {
                if (item instanceof JsonObject object) {
                    objects.add(object);
                }
            }
        }
        return objects;
    }
}
