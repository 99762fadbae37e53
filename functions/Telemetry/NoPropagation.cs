using System.Diagnostics;

namespace Relay.Functions.Telemetry;

/// <summary>
/// Keeps the web server from taking a caller's trace for its own, baggage included: an outsider would choose the ids in the relay's
/// logs and force its sampling. What is to be carried, <see cref="RelayTraces"/> carries.
/// </summary>
internal sealed class NoPropagation : DistributedContextPropagator
{
    public override IReadOnlyCollection<string> Fields => [];

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
    }

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
        (traceId, traceState) = (null, null);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
