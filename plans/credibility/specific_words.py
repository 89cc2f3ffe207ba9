"""The words by which an action is read (A8), as tables: what leaves it open, what is done, to what, by whom.

Data only; `specific` reads them. They come from how improvement plans of hospitals, care homes, councils, prisons,
schools and practices are worded. `thing` is what an outsider can point at afterwards; `document` and `scheme` can be
called done while nothing has changed, so they need more; of what is `abstract` nobody can ever say that it is there.
"""

from plans.credibility.lexicon import Lexicon

_TABLES = {
    "idiom": """
        in light of, in the form of, in order, in line with, fit for purpose, at all times, in addition, form part of,
        part of their routine, in place of, put forward, light touch, to date, up to date, lead to, leads to, led to,
        board to ward, front line, in terms of, on behalf of, best interests, on record, open to, in use by,
        day to day, key lines, line of sight, case by case, step change, kept up to date, person centred,
        plan of correction, care and treatment, open and honest, open culture, a culture of, whole home, in full,
        reception team, reception staff, potential to
    """,
    # --- What leaves it open -----------------------------------------------------------------------------------
    "hedge": """
        where possible, wherever possible, when possible, whenever possible, if possible, as far as possible,
        as far as practicable, as far as reasonably practicable, so far as possible, where practicable,
        where practical, where feasible, as soon as possible, as soon as practicable, as soon as is practicable, asap,
        in due course, as and when, at the earliest opportunity, as opportunities arise, when resources allow,
        if resources allow, when capacity allows, when time allows, if time allows, as resources allow,
        subject to funding, subject to approval, subject to availability, subject to resources, over time,
        where they can, where we can, where able, consider, considers, considered, considering, consideration,
        under consideration, explor*, aim to, aims to, aiming to, aimed to, aimed at, aims at, aim for, aiming for,
        our aim, the aim is, aim is to, aim will be, aspir*, seek to, seeks to, seeking to, strive*, striving,
        endeavour*, endeavor*, hope to, hopes to, hoping to, hope that, hopefully, it is hoped, intend to, intends to,
        intending to, is intended, intention to, intention is, we plan to, plans to, planning to, are planned,
        is planned, is being planned, are being planned, try to, tries to, trying to, attempt to, attempting to,
        work towards, works towards, working towards, work toward, working toward, working to, work to, be suggested,
        a priority, be prioritised, most of, to be determined, to be confirmed, to be agreed, to be decided, tbc, tbd,
        be mindful, bear in mind, may wish to, might, would like to, where they wish, in principle, is committed to,
        are committed to, remain committed to, remains committed to, commitment to, look to, looking to,
        however big or small, best endeavours, opportunity arises, think about, thinking about, doing our best,
        do our best, doing our utmost
    """,
    "condition": """
        as appropriate, where appropriate, when appropriate, if appropriate, as applicable, where applicable,
        if applicable, as needed, if needed, where needed, when needed, as necessary, if necessary, where necessary,
        when necessary, as required, if required, where required, when required, as indicated, if indicated,
        where indicated, when indicated, where relevant, if relevant, as relevant, as deemed appropriate,
        as deemed necessary, as warranted, if warranted, where warranted
    """,
    "enquiry": """
        look into, looks into, looking into, look at, looks at, looking at, looked at, ascertain*, investigate,
        investigates, investigated, investigating, determine how, determine if, determine whether, determine what,
        determine why, determine the, find out, finding out, scope, scoping, scoped, work out, feasib*, options for,
        option appraisal, options appraisal, appraise options, evaluate whether, assess whether, assess the impact,
        identify ways, identify opportunit*, identify areas, identify where, identify how, identify barriers,
        identify options, identify any, identify gaps, identify themes, ways to, ways of, ways in which, understand,
        understood, understanding of, better understanding, reflect on, take stock, gap analysis, needs analysis,
        training needs analysis, process mapping, mapping session, mapping exercise, mapping workshop, deep dive,
        research, focus group*, listening event*, listening exercise, engagement event*, brainstorm*, analysis of,
        analyse, analyze, creating action plans, create action plans, creating an action plan, create an action plan,
        develop action plans, develop an action plan, action plans to be developed, action plan to be developed,
        action plan will be developed, action plans will be developed, benchmark*, examine, examining,
        discuss options, gather views, gather feedback, seek views, ask staff, views will be gathered
    """,
    "imprecise": """
        many, several, various, a number of, a series of, a range of, the range of, range of, a variety of, some,
        regular, regularly, timely, periodic, periodically, from time to time, ongoing, on going, robust, robustly,
        effective, effectively, effectiveness, appropriate, appropriately, adequate, adequately, sufficient,
        sufficiently, suitable, better, greater, closer, stronger, enhanced, further, proper, properly, meaningful,
        proactive, proactively, consistent, consistently, consistency, closely, actively, high quality, promptly,
        prompt, best practice, good practice, minor, clear, more, variable, personalised, wider, improved
    """,
    # --- What is done: an activity, and never an output alone --------------------------------------------------
    "teaching": """
        train, trains, trained, training, retrain*, educat*, reeducat*, in servic*, inservic*, coach, coached,
        coaching, teach*, taught, upskill*, refresher*, e learning, elearning, study day*, toolbox talk*, workshop*,
        learning event*, learning session*, briefed, counselled, counseled, mentoring, induct, inducted, course,
        courses, masterclass*, familiaris*, familiariz*, awareness session*, learning from
    """,
    "soft": """
        ensur*, make sure, making sure, improve, improves, improving, improvement, improvements, be improved,
        been improved, support, supports, supported, supporting, encourag*, continu*, embed*, strengthen*, awareness,
        be aware, aware of, promot*, engag*, reinforc*, emphasis*, emphasiz*, enhance, enhancing, be enhanced,
        maintain, maintains, maintaining, sustain, sustained, sustaining, increase, increasing, increases, reduce,
        reduces, reducing, reduction, expand*, extend, extends, extending, align*, work with, works with,
        working with, work closely, works closely, work collaboratively, working collaboratively, work together,
        working together, work in partnership, partnership working, liaise, liaises, liaising, liaised, collaborat*,
        participat*, focus*, prioritis*, prioritiz*, address*, oversee*, oversight, communicat*, empower*, foster,
        fosters, fostering, optimis*, optimiz*, streamlin*, transform*, drive, drives, driving, facilitat*, enable,
        enables, enabling, enabled, refresh, refreshed, refreshing, revisit*, refocus*, highlight*, respond*, remind*,
        advis*, tackl*, minimis*, minimiz*, maximis*, maximiz*, moderniz*, modernis*, listen*, learn from, cultivat*,
        deliver*, progress, uphold*, value, valuing, recognis*, celebrat*, role model*, influence, co operate,
        cooperat*, contribut*, respect, help, helps, helping, assist*, comply, complies, adhere*, follow, follows,
        be responsible, is responsible, are responsible, responsible for maintaining, accountable for,
        take responsibility, take ownership, spoken to, vigilant, be visible, more visible, visibility, act on,
        acting on, build on, build upon, disseminat*, cascad*, share, shared, shares, sharing, work is ongoing,
        under way, underway, work continues, boost*, better use, make use, commit*, manage, manages, managing,
        managed, assurance, need to, needs to, is needed, are needed, monitor, monitors, monitored, monitoring,
        accessible, noise, appropriate action, corrective action*, meet the needs, are expected, is expected, instil*,
        nurtur*, stabilis*, involve, involved, involving, involvement, be clear, clarif*, tighten*, revitalis*,
        ensuring, handled
    """,
    # --- Looking, counting, meeting, reporting: an output once it says how often, of what, by whom -------------
    "look": """
        audit, audits, audited, auditing, reaudit*, spot check, spot checks, spot checked, check, checks, checked,
        checking, inspect, inspects, inspected, inspecting, observ*, dip sampl*, sampl*, survey, surveys, surveyed,
        walk round*, walkround*, walkabout*, walkaround*, walk around*, meeting, meetings, meet, meets, met, monitor*,
        review, reviews, reviewed, reviewing, report, reports, reported, reporting, discuss*, track, tracks, tracked,
        tracking, test, tests, tested, testing, supervision, supervisions, handed over, present, presents, presented,
        presenting, scrutin*, measure, measures, measured, measuring, submit*, assess, assesses, assessed, assessing,
        assessment, assessments, reassess*, visit, visits, visited, visiting, forum*, count, counts, counted,
        collect*, gone through, go through, goes through, went through, interview, interviews, interviewed, watch,
        watches, watched, verify, verifies, verified, reconcil*, appraisal, appraisals, evaluat*, inspection,
        inspections, drill, drills, debrief*, peer review, peer reviews, validat*, screen, screens, screened,
        screening, compare*, comparing, stock check*, sweep*, walkthrough*, walk through*, catch up*,
        case discussion*, pulled, feedback, huddle, huddles, rounds, brought to, taken to, published in, noted,
        analysis, checks by, questionnaires
    """,
    "tell": """
        inform, informs, informed, informing, notif*, tell, tells, told, telephone, telephones, telephoned, phone,
        phoned, rang, ring, rings, call, calls, called, calling, text, texts, texted, write to, wrote to, apologis*,
        email, emails, emailed, speak to, speaks to, escalat*, contact, contacts, contacted, invite, invited
    """,
    # --- Making, buying, changing: what is there afterwards and was not before ---------------------------------
    "make": """
        create, creates, created, creating, creation, produc*, implement*, introduc*, establish*, supply, supplied,
        supplies, provide, provides, provided, providing, provision, fit, fits, issue, issued, issuing, display*,
        launch*, roll out, rolled out, rolling out, rollout, rolls out, add, adds, added, adding, amend*, modif*,
        revise, revised, revising, design, designs, designed, designing, redesign*, rewrit*, rewrote, set up,
        setting up, sets up, start, starts, started, starting, begin, began, begun, open, opens, put in place,
        putting in place, put into place, put, puts, placed, place, distribut*, circulat*, send, sends, sent, receiv*,
        pilot*, convert*, build, built, building, updat*, ratif*, approv*, adopt*, trial*, written, write, writes,
        writing, wrote, drawn up, draw up, draws up, draft*, names, assign*, allocat*, designate, designated, shows,
        shown, commission*, give, gives, given, giving, go live, went live, goes live, develop, develops, developed,
        developing, development of, change, changes, changed, changing, make available, made available, attach*,
        publish*, publicat*, split, merge, merged, simplif*, shorten*, standardis*, standardiz*, reorganis*,
        reorganiz*, restructur*, stop, stopped, stops, ceas*, pause, paused, suspend*, withdraw*, withdrew, remov*,
        introduction, bring in, brought in, brings, upgrad*, automat*, set out, sets out, post, posted, posts on,
        transfer*, extended, translat*, fund, funded, funding, switch*, donat*, corrected, advertis*, moved, move,
        moves, handed, now carries, carries, reopened, made, hand out, increased from, increased to, increased the,
        increased by, nominat*, expanded, doubled, order, now have, now has, there is now, there are now, now a
    """,
    "build": """
        install*, fitted, refit*, purchas*, buy, buys, bought, buying, procur*, refurbish*, repaint*, redecorat*,
        decorated, replac*, relocat*, printed, print, prints, printing, laminat*, put up, opened, resurfac*, rewir*,
        repair*, resited, soundproof*, insulat*, converted, fenced, painted, widened, erected, hung, mounted, rehung,
        mend, mended, fixed, discarded, ordered, order a, order an
    """,
    "appoint": """
        appoint, appoints, appointed, appointing, appointment of, recruit, recruits, recruited, recruiting,
        recruitment, employ, employs, employed, employing, hire, hires, hired, hiring, taken on, take on, seconded,
        joined, in post, into post, redeploy*, filled
    """,
    "keep": """
        use, uses, used, using, use of, complete, completes, completed, completing, completion, record, records,
        recorded, recording, document, documents, documented, documenting, sign, signs, signed, countersign*, keep,
        keeps, kept, maintain a, maintains a, maintain an, maintains an, hold, holds, held, holding, take place,
        takes place, took place, run, runs, offer, offers, offered, offering, carry, carried, carry out, carries out,
        carried out, undertake*, undertook, there is, there are, attend, attends, attended, operate*, serve, served,
        serves, wear, wears, display, log, logged, enter, entered, sign off, signed off, signs off, available, joins,
        join, seen by, stored, store, locked, based, sits, sit, chaired, chairs, led, leads, staffed, released,
        booked, book, answered, responds, shadow*, sent, reads, lists, names, named
    """,
    "finish": """
        cleared, clear the, reached, reach the, achieved, achieve, closed, in date, completed, complete all,
        eliminated, resolved, brought up, caught up
    """,
    # --- What can be pointed at afterwards (nouns) -------------------------------------------------------------
    "thing": """
        leaflet, poster, log, logbook, log book, register, checklist, check list, rota, roster, form, proforma,
        pro forma, template, booklet, books, notebook, handbook, passport, card, sheet, chart, tracker, dashboard,
        spreadsheet, database, webpage, web page, website, newsletter, video, film, letter, script, mandatory field,
        prompt, flowchart, flow chart, flow diagram, algorithm, whiteboard, white board, noticeboard, notice board,
        signs, signage, sticker, label, listing, list of, directory, toolkit, tool kit, pack, folder, font,
        questionnaire, advert, ad, sop, one page profile, diary, diaries, calendar, timetable, cleaning schedule,
        matrix, job description, contract, audit tool, minutes, tray, phones, telephones, telephone line, phone line,
        dedicated line, helpline, hotline, telephone number, contact number, phone number, contact details, bleep,
        pager, radio, tablets, ipad, laptop, computer, wheelchair, bed, bedrail, crash mat, fall mat, falls mat,
        sensor mat, mat, mattress, mattresses, hoist, alarm, sensor, camera, cctv, lock, keypad, key safe, keys, door,
        gate, rail, grab rail, handrail, ramp, lights, lighting, bin, trolley, cabinet, cupboard, fridge, equipment,
        monitors, defibrillator, kit, box, boxes, uniform, badge, wristband, curtain, partition, flooring, carpet,
        garden, dispenser, clock, restrictor, chairs, armchair, seating, sofa, furniture, tv, television, cooler,
        machine, scanner, thermometer, scales, sling, cushion, crockery, cutlery, menu, sandwiches, hot meal, snack,
        drinks station, toiletries, pillow, blanket, earplug, eye mask, headphone, bollard, barriers, viewing panel,
        window, blinds, hearing loop, bus, minibus, vehicle, parking space, car park space, shower, bath, toilet,
        wet room, bathroom, quiet room, sensory room, family room, consulting room, treatment room, kitchen,
        conservatory, office, shelter, plaque, map, banner, screensaver, printer, software, app, portal, intranet,
        qr code, barcode, text message, text reminder, alert, pop up, drop down, tick box, tickbox, memo,
        support plan, care plan, risk assessment form, behaviour plan, plan of care, suggestion box, suggestions box,
        comment card, communication book, grab bag, information pack, bulletin, one page summary, briefing note,
        photographs, pictures, photo, boards, consent form, referral form, mar chart, mar sheet, drug chart,
        prescription chart, training matrix, supervision matrix, training record, competency form,
        competency framework, competency assessment, feedback form, monitoring form, assessment form, screening tool,
        assessment tool, patient information, easy read, terms of reference, business case, action log, risk register,
        emergency bag, stock, supplies of, ligature, wardrobe, bedding, mirror, fence, wall, ceiling, roof, boiler,
        radiator, heater, fans, ventilation, wifi, socket, call bell system, nurse call system, agenda item,
        agenda items, standing item, answerphone, voicemail, recorded message, call light, care plan review form,
        walking frame, frame, observation form, handover sheet, supply of, pens, gloves, aprons, linen, tabard,
        lanyard, name badge, page profile
    """,
    "service": """
        clinic, drop in, group, club, cafe, ward round, safety huddle, huddle, tea round, drinks round, post,
        champion, link nurse, hub, panel, suite, lounge, session, open evening, open day, coffee morning, forum,
        scheme, duty system, helpdesk, advice line, single point of access, on call, hours, opening hours,
        visiting times, visiting hours, outreach, partnership board, steering group, network, shift, cover,
        afternoon tea, mealtime, lunch, breakfast, trip, outing, buddy, volunteer, peer support, vacancy, vacancies,
        caseload, message, triage, supervision, meeting, team meeting, code, appointment, choice of, rounds, debrief,
        handover, calls, visits, room, bay, electronic, electronic form, electronic record, post of, interview panel,
        on duty, on shift, programme board, improvement board, role of, bank, night duty, briefing, review meeting,
        member of staff
    """,
    "gathering": """
        meeting, team meeting, review meeting, forum, group, panel, clinic, huddle, safety huddle, session,
        supervision, drop in, partnership board, surgery, briefing, handover meeting, ward round, drill, debrief,
        contract meeting
    """,
    "document": """
        policy, policies, procedure, protocol, pathway, guideline, guidance, standard, charter, agreement,
        training package, care bundle, bundle, specification, criteria, standard operating procedure,
        service level agreement, memorandum, role descriptor, tool, definition, threshold, format, schedule, report,
        paper, summary, assessment, care record, escalation route, dataset, module, statement, action plan for, list,
        plan for, results, records, plans
    """,
    "scheme": """
        strategy, strategies, framework, programme, program, initiative, process, processes, campaign, system, model,
        approach, package, structure, plan, action plan, improvement plan, project, arrangement, pilot, rollout
    """,
    "abstract": """
        support, culture, communication, awareness, information, governance, change, improvement, action, measure,
        step, work, lesson, learning, feedback, concern, practice, quality, care, relationship, link, opportunity,
        opportunities, expectation, responsibility, responsibilities, accountability, leadership, oversight,
        confidence, morale, environment, experience, understanding, knowledge, skill, capacity, resource, priority,
        priorities, outcome, issue, need, value, behaviour, attitude, focus, progress, plan of action, mechanism,
        ethos, ownership, engagement, assurance, advice, education, training, help, attention, emphasis, effort,
        commitment, vision, objective, goal, risk, consideration, discussion, monitoring, activity, compliance
    """,
    # --- Who ---------------------------------------------------------------------------------------------------
    "role": """
        manager, director, lead, leader, head of, heads of, deputy head, chair, chairperson, matron, matrons, sister,
        sisters, ward sisters, supervisor, coordinator, coordinators, co ordinator, co ordinators, administrator,
        officer, practitioner, pharmacist, pharmacists, therapist, physiotherapist, physiotherapists, psychologist,
        psychiatrist, dietitian, dietician, midwife, paramedic, preventionist, secretary, registrar, specialist,
        trainer, assessor, chef, cook, receptionist, receptionists, caretaker, engineer, contractor, contractors,
        inspector, auditor, clerk, clerks, ward clerks, ombudsman, guardian, responsible individual,
        nominated individual, ward managers, team leaders, team managers, practice manager, service managers,
        area manager, area managers, home managers, unit managers, duty manager, deputy manager, line manager,
        clinical leads, shift leaders, shift leads, medical director, clinical director, directors of, charge nurse,
        charge nurses, staff nurse, registered nurse, senior nurse, specialist nurse, nurse specialist, link nurse,
        lead nurse, practice nurse, night nurse, duty nurse, school nurse, district nurse, treatment nurse,
        nurse manager, nurse consultant, named nurse, nurse in charge, nurse educator, practice educator, chief nurse,
        chief executive, gp, gps, don, adon, nha, rnac, ceo, coo, cno, dipc, mdt, idt, scheduler, key worker,
        keyworker, social worker, social workers, health visitors, care coordinators, care co ordinators, deputy,
        designee, advocate, doctor, consultant, headteacher, head teacher, senco, sendco, dsl, governors,
        governing body, governor, patient group, patient group representatives, occupational therapist,
        occupational therapists, speech and language therapist, support worker, senior carer, senior leadership team,
        executive team, trust board, the board, improvement board, board members, quality committee,
        governance committee, clinical governance committee, qapi, qapi committee, qa committee, organiser,
        personal adviser, adviser, advisor, housing officer, clinical officer, commander, volunteer, commissioner,
        peer reviewers, independent chair, independent reviewer, independent review, external auditor,
        external auditors, senior practitioner, housekeeper, site manager, estates officer, executive sponsor,
        executive lead, it team, principal, executive directors, non executive director, councillor, cabinet member,
        portfolio holder, liaison nurse, partnership board, public board, custodial manager, contracts team,
        area leads, carer, nurse, duty officer, night manager, bronze commander
    """,
    "nobody": """
        or other designated staff, other designated staff, or other staff, or others, designated staff,
        senior management, management oversight, high level, relevant staff, relevant manager, appropriate person,
        appropriate staff, relevant committee, senior members of staff, relevant professionals
    """,
    # --- What it says about the thing --------------------------------------------------------------------------
    "content": """
        which includes, that includes, to include, includes, including, outlining, outlines, listing, lists,
        setting out, sets out, explaining, explains, specifying, specifies, detailing, details of, that shows,
        showing, shows, which shows, containing, contains, covering, to verify, to validate, to confirm, verify that,
        confirm that, by how long, how long, requires, now requires, requiring, with the names, with names,
        with photographs, against the, whether, to check, checks of, with a section, describing, describes, stating,
        states, comprising, consisting of, made up of, on how to, who to contact, what to do, verify
    """,
    "method": """
        by visiting, by interviewing, interviews with, by observing, unannounced, independently, face to face,
        countersigned, signed off, with the score, scored, by rubric, using the, using a, on the form, recorded on,
        recorded in, documented in, documented on, written on, written in, written up, entered in, entered on,
        noted in, noted on, logged on, logged in, to verify, to validate, to confirm, verify that, confirm that,
        whether, against the, checks of, speaking with
    """,
    "place": """
        waiting room, waiting area, reception, entrance hall, foyer, main corridor, dining room, nurses station,
        nurses' station, nursing station, day room, clinic room, medicines room, staff room, side room, laundry,
        sluice, car park, emergency department, icu, itu, amu, maternity unit, discharge lounge, theatre,
        control room, front desk, front door, discharge hub, stroke unit, dementia unit, board papers,
        public board meeting, segregation unit, first night centre, all wards, both wards, all adult inpatient wards,
        all sites, all units
    """,
    "purpose": """
        in order to, to ensure, to make sure, to improve, to enhance, to maintain, to support, to enable, to help,
        to assist, to encourage, to promote, to reduce, to prevent, to address, to minimise, to facilitate, to allow,
        to avoid, so that, so as to, with a view to, with the aim of, ensuring, thereby, enabling, in relation to,
        to increase, to strengthen, to provide assurance, to give assurance, to give oversight, to discuss, to aid,
        to meet
    """,
    "auxiliary": """
        will, to, shall, must, should, would, be, being, we
    """,
    "already": """
        has been, have been, was, were, is now, are now, now, has, have, had, we have, has now, have now, is, are
    """,
}  # fmt: skip

LEXICON = Lexicon(_TABLES, nouns=("thing", "service", "gathering", "document", "scheme", "abstract", "place"))
DOING = ("soft", "teaching", "look", "tell", "make", "build", "appoint", "keep", "finish")
"""The tables of verbs, the emptiest first: of a word that stands in two, the later says what it is."""
