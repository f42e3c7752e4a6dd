/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the relay, as it is before it is moved to the bootstrap loader. */
@NullMarked
package io.ttlog.agent.boot;

import org.jspecify.annotations.NullMarked;
