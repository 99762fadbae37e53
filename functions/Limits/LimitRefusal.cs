using Relay.Functions.Hosting;

namespace Relay.Functions.Limits;

/// <summary>A limit that is reached.</summary>
/// <param name="Limit">Which.</param>
/// <param name="Number">Its number.</param>
/// <param name="RetryAfterSeconds">When trying again makes sense; at least 1.</param>
public readonly record struct LimitRefusal(Limit Limit, long Number, int RetryAfterSeconds)
{
    /// <summary>What the caller is told.</summary>
    public Problem ToProblem()
    {
        var rule = $"{Limit.Name}: {Limit.Unit}";
        return (Limit.Kind, Limit.Scope) switch
        {
            (LimitKind.Stored, _) => Problems.LaneFull(Limit.Field, rule, Number, RetryAfterSeconds),
            (LimitKind.InFlight, LimitScope.Instance) => Problems.Busy(Limit.Field, rule, Number, RetryAfterSeconds),
            (LimitKind.InFlight, _) => Problems.TooManyAtOnce(Limit.Field, rule, Number, RetryAfterSeconds),
            (_, LimitScope.Pair) => Problems.PairTooFast(Limit.Field, rule, Number, RetryAfterSeconds),
            _ => Problems.TooFast(Limit.Field, rule, Number, RetryAfterSeconds),
        };
    }
}
