/* SPDX-License-Identifier: Apache-2.0 */
/** What the packages of the runtime share. Start reading at {@code io.ttlog.core.runtime.Recorder}. */
@NullMarked
package io.ttlog.core;

import org.jspecify.annotations.NullMarked;
