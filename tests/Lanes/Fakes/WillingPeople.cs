using Relay.Functions.People;
using Relay.Functions.Queue;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>People who let everything pass: what they say is asked for, and not part of the model.</summary>
internal sealed class WillingPeople : IConsents
{
    public ValueTask<Consent> CheckAsync(Address from, Address to, EnvelopeClass envelopeClass, DateTimeOffset acceptedAt) =>
        ValueTask.FromResult(new Consent(ConsentVerdict.Open, InboxPreference.Separate));
}
