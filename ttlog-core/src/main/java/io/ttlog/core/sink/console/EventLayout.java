/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.console;

import io.ttlog.core.event.EventReader;

/** How an event looks as text. Belongs to one thread. */
public interface EventLayout {
    /** Appends the event with its line end. */
    void append(StringBuilder text, EventReader event);
}
