/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The runtime behind the API: {@link io.ttlog.core.runtime.Recorder} turns calls into records and starts and stops
 * everything. Start reading there.
 *
 * <p>Vocabulary: a <em>producer</em> is all that one application thread keeps: its inlet, its encoders, its open spans, the
 * call sites that it has met; a <em>site</em> is a template text with the symbols of its keys and of its logger. Whatever
 * code of the application runs inside a call ({@code toString}, a throwable's methods) runs before the ring is touched, and
 * may itself log. Producers belong to their thread and need no locks; what they share is in the symbol and site tables.
 */
@NullMarked
package io.ttlog.core.runtime;

import org.jspecify.annotations.NullMarked;
