using Relay.Functions.Partners;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>The production code of one program, as the world drives it.</summary>
internal interface IRelay
{
    /// <summary>Handles a queue message.</summary>
    Task HandleAsync(QueuedBody message, CancellationToken cancel);

    /// <summary>Runs the sweep of lanes.</summary>
    Task SweepAsync(CancellationToken cancel);

    /// <summary>Enables the partner's endpoint again, as its owner does.</summary>
    Task EnableAsync(CancellationToken cancel);

    /// <summary>What follows from a change of settings that this instance has stored.</summary>
    Task SettingsChangedAsync(PartnerRecord stored, PartnerRecord before, CancellationToken cancel);

    /// <summary>The partner asks for envelopes and acknowledges what it gets.</summary>
    Task PullAsync(Partner partner, bool acknowledge, CancellationToken cancel);
}

/// <summary>One running program.</summary>
/// <param name="Name">Its name, which its successor after a crash has too.</param>
/// <param name="Generation">1 for the first of its name.</param>
/// <param name="Program">Makes its code when it is first called.</param>
internal sealed record Instance(string Name, int Generation, Lazy<IRelay> Program)
{
    /// <summary>Its code with its memory.</summary>
    public IRelay Relay => Program.Value;

    /// <summary>The program's name with its generation.</summary>
    public string FullName => Generation == 1 ? Name : $"{Name}{Generation}";

    /// <summary>What its memory is in footprints.</summary>
    public string Memory => "memory/" + FullName;

    /// <summary>Whether it has done anything yet: two that have not are the same.</summary>
    public bool IsFresh { get; set; } = true;

    public List<Call> Calls { get; } = [];

    public bool IsBusy => Calls.Exists(call => !call.HasEnded);
}
