using Azure;
using Microsoft.Extensions.Options;
using Relay.Functions.Agreements;
using Relay.Functions.Devices;
using Relay.Functions.Groups;
using Relay.Functions.Hosting;
using Relay.Functions.Lanes;
using Relay.Functions.Limits;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Queue;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Accept;

/// <summary>
/// The first stage of an envelope's way: check, route, pack by lane, queue. An envelope is accepted when the queue has
/// acknowledged its pack, and not before; lanes fail and succeed apart. What is over a limit of its pair or lane is left out alone.
/// </summary>
internal sealed class AcceptStage(
    Reachability reachability, MailboxCheck mailboxes, PairAgreement agreement, PartnerLimits limits, ILaneRoom room, PackSender sending, EpochTimes times,
    IOptions<AcceptOptions> options, TimeProvider clock)
{
    private const int RetryAfterSeconds = 2;

    private readonly RecentIds _recent = new(options.Value.RememberedIds, clock);
    private readonly int _packLimit = options.Value.PackedMessageBytes;
    private readonly TimeSpan _idWindow = TimeSpan.FromHours(options.Value.IdWindowHours);

    /// <summary>Accepts what can be accepted; the results stand in the order of the drafts.</summary>
    /// <exception cref="RequestFailedException">The directory in Table storage did not answer: nothing was queued.</exception>
    public async Task<RequestResult> AcceptAsync(PartnerRecord sender, List<EnvelopeDraft> drafts, CancellationToken cancel)
    {
        using var span = RelayTraces.StartAccept(sender.Name, drafts.Count);
        // Packed messages carry whole milliseconds, and the sender is told the same time.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        var results = new EnvelopeResult[drafts.Count];
        var lanes = new Dictionary<Lane, List<LanePack>>();
        try
        {
            var routes = await RouteAsync(sender, drafts);
            var missing = await mailboxes.FindMissingAsync(drafts, routes);
            var pairs = new PairTurns(limits, sender.Name);
            for (var i = 0; i < drafts.Count; i++)
            {
                results[i] = routes[i].Partner is { } recipient && pairs.Take(recipient.Name, drafts[i].ContentBytes, drafts[i].Group?.Content) is { } tooFast
                    ? Unavailable(tooFast.ToProblem())
                    : Pack(sender.Name, drafts[i], i, routes[i], missing?.GetValueOrDefault(i), now, lanes);
            }

            var packs = await WithRoomAsync(sender.Name, lanes, results);
            await sending.SendAsync(packs, cancel);
            Settle(sender.Name, packs, results);
            span?.SetTag(TraceTags.Accepted, results.Count(result => result.Status == EnvelopeStatus.Accepted));
            return new RequestResult(now, results);
        }
        finally
        {
            foreach (var pack in lanes.Values.SelectMany(ofLane => ofLane))
                pack.Dispose();
        }
    }

    private async ValueTask<EnvelopeRoute[]> RouteAsync(PartnerRecord sender, List<EnvelopeDraft> drafts)
    {
        var routes = new EnvelopeRoute[drafts.Count];
        List<(int Index, Task<EnvelopeRoute> Read)>? reads = null;
        for (var i = 0; i < drafts.Count; i++)
        {
            var draft = drafts[i];
            if (draft.FromPartner != sender.Name)
                continue;

            var route = reachability.RouteAsync(new Address(sender.Name, draft.FromUser!), new Address(draft.ToPartner!, draft.ToUser!), draft.Class);
            if (route.IsCompletedSuccessfully)
                routes[i] = route.Result;
            else
                (reads ??= []).Add((i, route.AsTask()));
        }

        if (reads is not null)
        {
            await Task.WhenAll(reads.Select(read => read.Read));
            foreach (var (index, read) in reads)
                routes[index] = await read;
        }

        return routes;
    }

    private EnvelopeResult Pack(
        string sender, EnvelopeDraft draft, int index, EnvelopeRoute route, IReadOnlyList<MissingAccount>? missing, DateTimeOffset now,
        Dictionary<Lane, List<LanePack>> lanes)
    {
        if (draft.FromPartner != sender)
            return Refused(Problems.NotAllowed("from.partner must be the partner that signs.") with { Field = "from.partner" });
        if (!EnvelopeIds.IsNear(draft.Id, now, _idWindow))
            return Refused(Problems.Malformed("id", "a UUIDv7 whose time is near now, in hours", (long)_idWindow.TotalHours));
        if (route.Partner is not { } partner)
            return Refused(Problems.NotReachable);
        if (!route.IsWanted)
            return Refused(Problems.ClassNotWanted);
        if (draft.Group is { } group && GroupAdmission.Admit(draft, group, route) is { } notAdmitted)
            return Refused(notAdmitted);
        if (agreement.Check(route.Sender!, partner, draft) is { } notAgreed)
            return Refused(notAgreed);

        if (times.Route(partner, draft.Class, draft.RoomHash ?? route.AddressHash, now) is not { } lane)
            return new EnvelopeResult(EnvelopeStatus.Unavailable, Problems.LaneUnavailable(RetryAfterSeconds));

        var pack = PackFor(lane, sender, draft, now, lanes);
        if (pack.Encode(draft, out var fingerprint, out var start) is { } fault)
        {
            pack.Drop(start);
            return Refused(agreement.Refusal(route.Sender!, partner, fault));
        }

        var knowledge = _recent.Look(sender, draft.Id, fingerprint);
        if (knowledge != IdKnowledge.Unknown)
        {
            pack.Drop(start);
            return knowledge == IdKnowledge.SameContent ? new EnvelopeResult(EnvelopeStatus.Duplicate) : Refused(Problems.IdReused);
        }

        // Not before: what was accepted is a duplicate whatever devices the recipient has by now.
        if (RecipientCheck.Check(draft, route.Recipient!, missing) is { } mismatch)
        {
            pack.Drop(start);
            return Refused(mismatch);
        }

        pack.Keep(index, draft.Id, fingerprint);
        return new EnvelopeResult(EnvelopeStatus.Accepted) { IdentityKeyChangedAt = route.Recipient!.IdentityKeyChangedAt };
    }

    private LanePack PackFor(Lane lane, string sender, EnvelopeDraft draft, DateTimeOffset now, Dictionary<Lane, List<LanePack>> lanes)
    {
        if (!lanes.TryGetValue(lane, out var packs))
            lanes.Add(lane, packs = []);

        if (packs.Count == 0 || (packs[^1].Members.Count is var members and > 0
            && (members == LanePack.MostMembers || packs[^1].Length + LanePack.LengthOf(draft, packs[^1]) > _packLimit)))
        {
            packs.Add(new LanePack(lane, sender, now));
        }

        return packs[^1];
    }

    private async ValueTask<List<LanePack>> WithRoomAsync(string sender, Dictionary<Lane, List<LanePack>> lanes, EnvelopeResult[] results)
    {
        var packs = new List<LanePack>(lanes.Count);
        foreach (var (lane, ofLane) in lanes)
        {
            var filled = ofLane.Where(pack => pack.Members.Count > 0).ToList();
            if (filled.Count == 0)
                continue;

            if (await room.RefusedAsync(sender, lane, filled.Sum(pack => pack.Length)) is not { } full)
            {
                packs.AddRange(filled);
                continue;
            }

            var answer = Unavailable(full.ToProblem());
            foreach (var (index, _, _) in filled.SelectMany(pack => pack.Members))
                results[index] = answer;
        }

        return packs;
    }

    private void Settle(string sender, List<LanePack> packs, EnvelopeResult[] results)
    {
        foreach (var pack in packs)
        {
            foreach (var (index, id, fingerprint) in pack.Members)
            {
                if (pack.IsQueued)
                    _recent.Remember(sender, id, fingerprint);
                else
                    results[index] = Unavailable(Problems.LaneUnavailable(RetryAfterSeconds));
            }
        }
    }

    private static EnvelopeResult Unavailable(Problem problem) => new(EnvelopeStatus.Unavailable, problem);

    private static EnvelopeResult Refused(Problem problem) => new(EnvelopeStatus.Refused, problem);
}
