using System.Globalization;
using Relay.Chaos.Partners;

namespace Relay.Chaos.Faults;

/// <summary>One thing that is done at a time of its own.</summary>
/// <param name="At">From the start of the load.</param>
/// <param name="Kind">What.</param>
internal sealed record FaultEvent(TimeSpan At, FaultKind Kind)
{
    /// <summary>Which instance, or which namespace, for those that concern one.</summary>
    public int Instance { get; init; }

    /// <summary>How long the part stays away.</summary>
    public TimeSpan Away { get; init; }

    /// <summary>How long the program of a killed host lives on.</summary>
    public TimeSpan OrphanLife { get; init; }

    /// <summary>Which partner.</summary>
    public string Partner { get; init; } = "";

    /// <summary>How the partner behaves from then on.</summary>
    public Behaviour Behaviour { get; init; }

    /// <summary>Which share of deliveries that concerns.</summary>
    public int Percent { get; init; }

    /// <summary>How many lanes the partner is to have.</summary>
    public int Lanes { get; init; }

    /// <summary>Numbers of the namespaces in which they are to lie, with commas between them.</summary>
    public string Namespaces { get; init; } = "";

    /// <summary>push or pull.</summary>
    public string Mode { get; init; } = "";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At:mm\\:ss\\.f} ") + Kind switch
    {
        FaultKind.KillProgram => $"kill -9 program of host-{Instance + 1}",
        FaultKind.KillHost => $"kill -9 host-{Instance + 1}, away {Away.TotalSeconds:0.0} s, its program lives {OrphanLife.TotalSeconds:0.0} s longer",
        FaultKind.KillBus => $"kill -9 bus-{Instance}, away {Away.TotalSeconds:0.0} s",
        FaultKind.StopStorage => $"stop storage, away {Away.TotalSeconds:0.0} s",
        FaultKind.ChangeLanes => $"{Partner} gets {Lanes} lanes in {Namespaces}",
        FaultKind.ChangeMode => $"{Partner} is set to {Mode}",
        _ => $"{Partner} is {Behaviour}{(Percent is > 0 and < 100 ? $" to {Percent} %" : "")}",
    };
}
