using Azure;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>How the stores answer: in time, or with an effect of which nobody hears.</summary>
internal sealed class Stores
{
    /// <summary>Writes whose answer gets lost: the effect is there, the caller is told of a failure that passes.</summary>
    public const string LostAnswer = "store-answer";

    public Task<T> ReadAsync<T>(string what, Footprint footprint, Func<T> effect, CancellationToken cancel) =>
        Call.Current.OperateAsync(what, footprint, cancel, new Outcome<T>("", null, effect));

    public Task<T> WriteAsync<T>(string what, Footprint footprint, Func<T> effect, CancellationToken cancel) => Call.Current.OperateAsync(
        what,
        footprint,
        cancel,
        new Outcome<T>("", null, effect),
        new Outcome<T>("answer lost", LostAnswer, () =>
        {
            effect();
            throw new RequestFailedException(503, "The answer was lost.");
        }));
}
